using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Rectangles of positions.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, FeatureView, WindowExtents>? _copyWindow;
    private Action<KernelConfig, FeatureView, FeatureView, WindowExtents>? _accumulateWindow;

    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string operation = nameof(CopyWindow);
        ShapeGuard.Window(operation, source, destination, window);
        _copyWindow ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, WindowExtents>(WindowKernels.Copy);
        WindowExtents extents = new(source.Shape, destination.Shape, window);
        _copyWindow(_policy.Elements(extents.Length), Features(operation, source), Features(operation, destination), extents);
    }

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string operation = nameof(AccumulateWindow);
        ShapeGuard.Window(operation, source, destination, window);
        _accumulateWindow ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, WindowExtents>(WindowKernels.Accumulate);
        WindowExtents extents = new(source.Shape, destination.Shape, window);
        _accumulateWindow(
            _policy.Elements(extents.Length), Features(operation, source), Features(operation, destination), extents);
    }
}
