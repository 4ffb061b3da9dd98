using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>A layer of a segment whose map somebody reads, and how the tiles share it.</summary>
internal sealed class SegmentLayer
{
    private readonly TilePiece[] _pieces;

    /// <summary>Works out every tile's piece.</summary>
    /// <param name="index">Number of the layer in the segment.</param>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Shape of its whole map.</param>
    /// <param name="stride">Positions of the segment's input per position of the layer.</param>
    /// <param name="rows">The segment's tiles, vertically.</param>
    /// <param name="columns">The segment's tiles, horizontally.</param>
    public SegmentLayer(int index, string name, TensorShape shape, int stride, TileAxis rows, TileAxis columns)
    {
        Index = index;
        Name = name;
        Shape = shape;
        _pieces = new TilePiece[rows.Count * columns.Count];
        for (int tile = 0; tile < _pieces.Length; tile++)
        {
            (int row, int column) = (tile / columns.Count, tile % columns.Count);
            (int top, int height, int inTileTop) = Extent(rows, row, stride, shape.Height);
            (int left, int width, int inTileLeft) = Extent(columns, column, stride, shape.Width);
            bool isEmpty = height <= 0 || width <= 0;
            _pieces[tile] = new TilePiece(
                new FeatureWindow(isEmpty ? -1 : Pieces++, top, left), shape with { Height = height, Width = width }, inTileTop,
                    inTileLeft);
        }
    }

    /// <summary>Number of the layer in the segment.</summary>
    public int Index { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Shape of the whole map.</summary>
    public TensorShape Shape { get; }

    /// <summary>Tiles that hold some of it.</summary>
    public int Pieces { get; }

    /// <summary>The sizes that pieces come in.</summary>
    public IReadOnlyList<TensorShape> PieceShapes => [.. _pieces.Where(piece => !piece.IsEmpty).Select(piece => piece.Shape).Distinct()];

    /// <summary>The tile that holds a piece.</summary>
    public int TileOf(int piece) => Array.FindIndex(_pieces, candidate => candidate.Window.Index == piece);

    /// <summary>The piece of a tile.</summary>
    public TilePiece Piece(int tile) => _pieces[tile];

    private static (int Start, int Length, int InTile) Extent(TileAxis axis, int tile, int stride, int length)
    {
        int start = Math.Min(axis.CoreStart(tile) / stride, length);
        int end = tile == axis.Count - 1 ? length : Math.Min(axis.CoreEnd(tile) / stride, length);
        return (start, end - start, start - axis.WindowStart(tile) / stride);
    }
}
