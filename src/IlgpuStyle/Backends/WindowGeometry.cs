namespace IlgpuStyle.Backends;

/// <summary>
/// A rectangle of positions, the same size in two tensors: element (c, SourceTop + h, SourceLeft + w) of one
/// meets element (c, DestinationTop + h, DestinationLeft + w) of the other, for all channels c, 0 ≤ h &lt;
/// Height, 0 ≤ w &lt; Width.
/// </summary>
/// <param name="SourceTop">First row in the source.</param>
/// <param name="SourceLeft">First column in the source.</param>
/// <param name="DestinationTop">First row in the destination.</param>
/// <param name="DestinationLeft">First column in the destination.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
internal readonly record struct WindowGeometry(
    int SourceTop, int SourceLeft, int DestinationTop, int DestinationLeft, int Height, int Width);
