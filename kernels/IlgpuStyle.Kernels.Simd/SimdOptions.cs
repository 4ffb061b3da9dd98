namespace IlgpuStyle.Kernels.Simd;

/// <summary>What a user may choose about the SIMD backend.</summary>
internal sealed record SimdOptions
{
    /// <summary>
    /// Threads that compute, the caller's among them; 0 means one per processor that this process may use.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether 3×3 convolutions are summed term by term in place of Winograd's products: some three times slower, a quarter of
    /// the memory for weights, and where the input is flat the output is too, to the last bit, so that max pooling finds its ties.
    /// </summary>
    public bool DirectConvolution { get; init; }

    /// <summary>Whether <see cref="SimdBackend.OperationTimes"/> are measured.</summary>
    public bool MeasuresOperations { get; init; }
}
