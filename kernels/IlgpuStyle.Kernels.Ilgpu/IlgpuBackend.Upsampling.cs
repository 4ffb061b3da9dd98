using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Bilinear upsampling.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, float, Floats, UpsampleExtents>? _upsample;
    private Action<KernelConfig, FeatureView, Floats, UpsampleExtents>? _upsampleTransposed;

    /// <inheritdoc/>
    public void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps)
    {
        const string operation = nameof(UpsampleAccumulate);
        ShapeGuard.Upsampling(operation, coarse, fine, wraps);
        _upsample ??= _accelerator.LoadStreamKernel<Floats, float, Floats, UpsampleExtents>(UpsampleKernels.Accumulate);
        UpsampleExtents extents = new(coarse.Shape, fine.Shape, wraps);
        _upsample(
            _policy.Elements(extents.FineLength), View(operation, coarse), (float)scale, View(operation, fine), extents);
    }

    /// <inheritdoc/>
    public void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps)
    {
        const string operation = nameof(UpsampleTransposed);
        ShapeGuard.Upsampling(operation, coarse, fine, wraps);
        _upsampleTransposed ??= _accelerator.LoadStreamKernel<FeatureView, Floats, UpsampleExtents>(UpsampleKernels.Transposed);
        UpsampleExtents extents = new(coarse.Shape, fine.Shape, wraps);
        _upsampleTransposed(
            _policy.Elements(extents.CoarseLength), Features(operation, fine), View(operation, coarse), extents);
    }
}
