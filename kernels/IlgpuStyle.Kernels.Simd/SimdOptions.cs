namespace IlgpuStyle.Kernels.Simd;

/// <summary>What a user may choose about the SIMD backend.</summary>
public sealed record SimdOptions
{
    /// <summary>
    /// Threads that compute, the caller's among them; 0 means one per processor that this process may use.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Whether <see cref="SimdBackend.OperationTimes"/> are measured.</summary>
    public bool MeasuresOperations { get; init; }
}
