namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// One vector of elements in, one out; implemented by operator structs that hold pointers and constants.
/// </summary>
internal interface IElementwise<TVector>
    where TVector : unmanaged
{
    /// <summary>Computes one vector of elements that starts <paramref name="offset"/> floats in.</summary>
    void Apply(long offset);
}
