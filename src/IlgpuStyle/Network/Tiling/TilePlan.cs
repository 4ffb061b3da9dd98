namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// How an evaluation is cut into pieces that fit into memory: the network into segments, each segment's picture into tiles.
/// Segments run one after the other, so that the halo of a tile is that of one segment's layers only; what lies between two
/// segments is kept whole.
/// </summary>
/// <param name="Segments">From the picture to the deepest layer; at least one.</param>
public sealed record TilePlan(IReadOnlyList<TileSegment> Segments)
{
    /// <summary>The whole network, or the rest of it, in one segment.</summary>
    public const string Deepest = "";

    /// <summary>One segment of square tiles for the whole network.</summary>
    public static TilePlan Tiles(int side) => new([new TileSegment(Deepest, side, side)]);

    /// <summary>
    /// Square tiles to pool3, and from there tiles twice as long: the deep layers' maps are small, and a long tile wastes less on its halo.
    /// </summary>
    public static TilePlan Blocks(int side) => new([new TileSegment("pool3", side, side), new TileSegment(Deepest, 2 * side, 2 * side)]);

    /// <summary>A plan as a text that <see cref="Parse"/> reads: "pool3:512x*,end:*" is strips of 512 rows to pool3 and the rest
    /// whole.</summary>
    public string Text => string.Join(",", Segments.Select(s => s.Text));

    /// <summary>
    /// Reads a plan: segments between commas, each "LAYER:ROWSxCOLUMNS" or "LAYER:SIDE"; "end" is the deepest layer, "*" an extent that
    /// spans the picture.
    /// </summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TilePlan Parse(string text) => new([.. text.Split(',').Select(TileSegment.Parse)]);

    /// <summary>Whether a picture of that size comes in more than one tile.</summary>
    public bool Cuts(int width, int height) => Segments.Any(tile => tile.TileHeight < height || tile.TileWidth < width);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", Segments.Select(s => s.LastLayer == Deepest ? s with { LastLayer = "the end" } : s));
}
