namespace IlgpuStyle.Network.Tiling;

/// <summary>Some consecutive layers that are run tile by tile, from one kept feature map to the next.</summary>
/// <param name="LastLayer">Its last layer, whose map is kept for the next segment; a pooling layer unless nothing follows.</param>
/// <param name="TileHeight">Rows of a tile in pixels of the picture, halo not included.</param>
/// <param name="TileWidth">Columns of a tile in pixels of the picture, halo not included.</param>
public readonly record struct TileSegment(string LastLayer, int TileHeight, int TileWidth)
{
    /// <summary>The extent of a tile that spans the picture, whatever its size.</summary>
    public const int Whole = int.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => (TileHeight, TileWidth) switch
    {
        (Whole, Whole) => $"to {LastLayer} whole",
        (Whole, _) => $"to {LastLayer} in strips of {TileWidth} columns",
        (_, Whole) => $"to {LastLayer} in strips of {TileHeight} rows",
        _ => $"to {LastLayer} in tiles of {TileWidth}×{TileHeight}",
    };
}
