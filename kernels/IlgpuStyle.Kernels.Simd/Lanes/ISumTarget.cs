namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>What becomes of a micro-kernel's sums.</summary>
internal unsafe interface ISumTarget<TVector>
    where TVector : unmanaged
{
    /// <summary>Puts a vector of sums where it belongs.</summary>
    static abstract void Keep(TVector sums, float* target);
}
