using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <content>Rectangles of positions.</content>
internal sealed partial class SimdBackend
{
    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string Operation = nameof(CopyWindow);
        ShapeGuard.Window(Operation, source, destination, window);
        _operators.CopyWindow(Own(Operation, source), Own(Operation, destination), window);
    }

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        const string Operation = nameof(AccumulateWindow);
        ShapeGuard.Window(Operation, source, destination, window);
        _operators.AccumulateWindow(Own(Operation, source), Own(Operation, destination), window);
    }
}
