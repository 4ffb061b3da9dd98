using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <content>Bilinear upsampling.</content>
internal sealed partial class SimdBackend
{
    /// <inheritdoc/>
    public void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps)
    {
        const string Operation = nameof(UpsampleAccumulate);
        ShapeGuard.Upsampling(Operation, coarse, fine, wraps);
        _operators.UpsampleAccumulate(Own(Operation, coarse), scale, Own(Operation, fine), wraps);
    }

    /// <inheritdoc/>
    public void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps)
    {
        const string Operation = nameof(UpsampleTransposed);
        ShapeGuard.Upsampling(Operation, coarse, fine, wraps);
        SimdTensor target = Own(Operation, coarse);
        _operators.UpsampleTransposed(Own(Operation, fine), target, wraps);
        Padding.ClearPlanarTail(target);
    }
}
