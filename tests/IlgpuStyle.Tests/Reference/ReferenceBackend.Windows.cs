using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

internal sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        ShapeGuard.Window("CopyWindow", source, destination, window);
        ForEach(source, destination, window, (from, _) => from);
    }

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
        ShapeGuard.Window("AccumulateWindow", source, destination, window);
        ForEach(source, destination, window, (from, to) => to + from);
    }

    private void ForEach(Tensor source, Tensor destination, WindowGeometry window, Func<double, double, double> operation)
    {
        Span<double> from = Values(source), to = Values(destination);
        TensorShape fromShape = source.Shape, toShape = destination.Shape;
        for (int c = 0; c < fromShape.Channels; c++)
        for (int h = 0; h < window.Height; h++)
        for (int w = 0; w < window.Width; w++)
        {
            int read = (c * fromShape.Height + window.SourceTop + h) * fromShape.Width + window.SourceLeft + w;
            int written = (c * toShape.Height + window.DestinationTop + h) * toShape.Width + window.DestinationLeft + w;
            to[written] = operation(from[read], to[written]);
        }
    }
}
