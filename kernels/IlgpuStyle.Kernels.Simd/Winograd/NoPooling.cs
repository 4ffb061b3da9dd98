namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>The convolution alone.</summary>
internal readonly struct NoPooling<TVector> : ITilePooling<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    public static bool Pools => false;

    /// <inheritdoc/>
    public static TVector Combine(TVector value, TVector next) => value;

    /// <inheritdoc/>
    public static TVector Finish(TVector value, int count) => value;
}
