using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Rectangles of positions.</content>
public sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, Floats, WindowExtents>? _copyWindow;
    private Action<KernelConfig, Floats, Floats, WindowExtents>? _accumulateWindow;

    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string operation = nameof(CopyWindow);
        ShapeGuard.Window(operation, source, destination, window);
        _copyWindow ??= _accelerator.LoadStreamKernel<Floats, Floats, WindowExtents>(WindowKernels.Copy);
        WindowExtents extents = new(source.Shape, destination.Shape, window);
        _copyWindow(_policy.Elements(extents.Length), View(operation, source), View(operation, destination), extents);
    }

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string operation = nameof(AccumulateWindow);
        ShapeGuard.Window(operation, source, destination, window);
        _accumulateWindow ??= _accelerator.LoadStreamKernel<Floats, Floats, WindowExtents>(WindowKernels.Accumulate);
        WindowExtents extents = new(source.Shape, destination.Shape, window);
        _accumulateWindow(
            _policy.Elements(extents.Length), View(operation, source), View(operation, destination), extents);
    }
}
