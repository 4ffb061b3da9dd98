using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>A rectangle's numbers as the kernels take them: extents and offsets in elements.</summary>
internal readonly struct WindowExtents(TensorShape source, TensorShape destination, WindowGeometry window)
{
    public readonly int Height = window.Height;
    public readonly int Width = window.Width;
    public readonly int Length = source.Channels * window.Height * window.Width;
    public readonly int SourceStart = window.SourceTop * source.Width + window.SourceLeft;
    public readonly int SourceRow = source.Width;
    public readonly int SourcePlane = source.Positions;
    public readonly int DestinationStart = window.DestinationTop * destination.Width + window.DestinationLeft;
    public readonly int DestinationRow = destination.Width;
    public readonly int DestinationPlane = destination.Positions;
}
