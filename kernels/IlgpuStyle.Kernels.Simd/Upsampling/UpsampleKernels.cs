using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Upsampling;

/// <summary>Bilinear upsampling by two and its adjoint.</summary>
internal sealed class UpsampleKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly UpsampleJob<TLanes, TVector> _upsample = new();
    private readonly UpsampleTransposedJob<TLanes, TVector> _transposed = new();

    /// <summary>fine += scale·U·coarse.</summary>
    public void Accumulate(SimdTensor coarse, double scale, SimdTensor fine, bool wraps) =>
        _upsample.Run(context, coarse, scale, fine, wraps);

    /// <summary>coarse = Uᵀ·fine.</summary>
    public void Transposed(SimdTensor fine, SimdTensor coarse, bool wraps) =>
        _transposed.Run(context, fine, coarse, wraps);
}
