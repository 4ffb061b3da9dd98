namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>What the inverse transform does with the 2×2 windows of the outputs that it stores.</summary>
internal interface ITilePooling<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether there is anything to do.</summary>
    static abstract bool Pools { get; }

    /// <summary>A window's value so far and its next element, in row-major order.</summary>
    static abstract TVector Combine(TVector value, TVector next);

    /// <summary>The pooled value of a window of <paramref name="count"/> elements.</summary>
    static abstract TVector Finish(TVector value, int count);
}
