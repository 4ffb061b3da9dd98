using System.Globalization;

namespace IlgpuStyle.Network.Tiling;

/// <summary>Some consecutive layers that are run tile by tile, from one kept feature map to the next.</summary>
/// <param name="LastLayer">Its last layer, whose map is kept for the next segment; a pooling layer unless nothing follows.</param>
/// <param name="TileHeight">Rows of a tile in pixels of the picture, halo not included.</param>
/// <param name="TileWidth">Columns of a tile in pixels of the picture, halo not included.</param>
public readonly record struct TileSegment(string LastLayer, int TileHeight, int TileWidth)
{
    /// <summary>The extent of a tile that spans the picture, whatever its size.</summary>
    public const int Whole = int.MaxValue;

    private const string End = "end", Star = "*";

    /// <summary>The segment in <see cref="TilePlan.Text"/>.</summary>
    public string Text
    {
        get
        {
            string rows = TextOf(TileHeight), columns = TextOf(TileWidth);
            return $"{(LastLayer == TilePlan.Deepest ? End : LastLayer)}:{(rows == columns ? rows : $"{rows}x{columns}")}";
        }
    }

    /// <summary>Reads <see cref="Text"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TileSegment Parse(string text)
    {
        string[] parts = text.Split(':');
        string[] sides = parts[^1].Split('x');
        if (parts.Length != 2 || parts[0].Length == 0 || sides.Length > 2)
            throw new FormatException($"'{text}' is no LAYER:ROWSxCOLUMNS");
        return new TileSegment(parts[0] == End ? TilePlan.Deepest : parts[0], Extent(sides[0]), Extent(sides[^1]));
    }

    private static string TextOf(int extent) => extent == Whole ? Star : extent.ToString(CultureInfo.InvariantCulture);

    private static int Extent(string text) => text == Star
        ? Whole
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) && extent > 0
            ? extent
            : throw new FormatException($"'{text}' is no extent of a tile");

    /// <inheritdoc/>
    public override string ToString() => (TileHeight, TileWidth) switch
    {
        (Whole, Whole) => $"to {LastLayer} whole",
        (Whole, _) => $"to {LastLayer} in strips of {TileWidth} columns",
        (_, Whole) => $"to {LastLayer} in strips of {TileHeight} rows",
        _ => $"to {LastLayer} in tiles of {TileWidth}×{TileHeight}",
    };
}
