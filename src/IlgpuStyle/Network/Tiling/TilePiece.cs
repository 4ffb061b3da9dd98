using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>The part of a layer's map that one tile answers for: its core, at the layer's resolution.</summary>
/// <param name="Window">Which piece of the layer it is; index −1 if the core is too small to hold a position of this layer.</param>
/// <param name="Shape">(C, h, w) of the piece.</param>
/// <param name="Top">First row of the piece in the tile's own map.</param>
/// <param name="Left">First column of the piece in the tile's own map.</param>
internal readonly record struct TilePiece(FeatureWindow Window, TensorShape Shape, int Top, int Left)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Window.Index < 0;

    /// <summary>From the tile's map to a tensor of the piece alone.</summary>
    public WindowGeometry TileToPiece => new(Top, Left, 0, 0, Shape.Height, Shape.Width);

    /// <summary>From a tensor of the piece alone to the tile's map.</summary>
    public WindowGeometry PieceToTile => new(0, 0, Top, Left, Shape.Height, Shape.Width);

    /// <summary>From the tile's map to the layer's whole map.</summary>
    public WindowGeometry TileToWhole => new(Top, Left, Window.Top, Window.Left, Shape.Height, Shape.Width);

    /// <summary>From a tensor of the piece alone to the layer's whole map.</summary>
    public WindowGeometry PieceToWhole => new(0, 0, Window.Top, Window.Left, Shape.Height, Shape.Width);

    /// <summary>From the layer's whole map to a tensor of the piece alone.</summary>
    public WindowGeometry WholeToPiece => new(Window.Top, Window.Left, 0, 0, Shape.Height, Shape.Width);

    /// <summary>From the layer's whole map to the tile's.</summary>
    public WindowGeometry WholeToTile => new(Window.Top, Window.Left, Top, Left, Shape.Height, Shape.Width);
}
