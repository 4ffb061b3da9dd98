namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Which tile of which channel a thread of a transform works on.</summary>
internal readonly struct WinogradPlace
{
    /// <summary>The channel.</summary>
    public readonly int Channel;

    /// <summary>The tile's column in the workspaces.</summary>
    public readonly int Column;

    /// <summary>The tile's row in the layer.</summary>
    public readonly int TileRow;

    /// <summary>The tile's column in the layer.</summary>
    public readonly int TileColumn;

    /// <summary>Of unit number <paramref name="unit"/>, tiles fastest.</summary>
    public WinogradPlace(int unit, WinogradBatch batch)
    {
        Channel = batch.Tiles.Quotient(unit);
        Column = unit - Channel * batch.Count;
        int tile = batch.First + Column;
        TileRow = batch.Across.Quotient(tile);
        TileColumn = tile - TileRow * batch.Across.Value;
    }
}
