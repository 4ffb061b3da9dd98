namespace IlgpuStyle.Kernels.Simd;

/// <summary>The width of the vectors that all kernels use, chosen once when a backend is made.</summary>
internal enum SimdTier
{
    /// <summary>
    /// 4 lanes: NEON, SSE, or plain scalar code where hardware intrinsics are switched off.
    /// </summary>
    Vector128,

    /// <summary>8 lanes with fused multiply-add: AVX2.</summary>
    Vector256,

    /// <summary>16 lanes and 32 registers: AVX-512.</summary>
    Vector512,
}
