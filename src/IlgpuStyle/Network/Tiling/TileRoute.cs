using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// How a segment's tiles come from the map that it reads to the memory of one tile, and how what they give goes back: the calls of one pass
/// are
/// <see cref="Begin"/>, then for each tile <see cref="Start"/>, some of the transfers, <see cref="Launched"/>, and <see cref="End"/>. A
/// pass that is broken off does not reach its end; the next one begins as if it had.
/// </summary>
internal abstract class TileRoute
{
    /// <summary>A pass over a segment begins.</summary>
    /// <param name="pass">Between which maps.</param>
    public abstract void Begin(TilePass pass);

    /// <summary>A tile is next; what it reads is on the device when its operators run.</summary>
    public abstract void Start(int tile);

    /// <summary>A tensor of a tile's shape with the tile's part of <see cref="TilePass.Source"/>; the segment's own input unless it reads
    /// the picture.</summary>
    public abstract Tensor Input(int tile);

    /// <summary>Forward: a tile's piece of the segment's output map, on its way to <see cref="TilePass.Output"/>.</summary>
    public abstract void PutOutput(Tensor features, TilePiece piece);

    /// <summary>Backward: gradFeatures += the tile's piece of <see cref="TilePass.Output"/>, the gradient of the segment's output
    /// map.</summary>
    public abstract void AddOutputGradient(Tensor gradFeatures, TilePiece piece);

    /// <summary>Backward: where the gradient at a tile's input is to be written; a tensor of a tile's shape.</summary>
    public abstract Tensor InputGradient { get; }

    /// <summary>Backward: <see cref="InputGradient"/> is written; it is on its way to being added to
    /// <see cref="TilePass.GradSource"/>.</summary>
    public abstract void AddInputGradient(int tile);

    /// <summary>Everything of a tile has been launched.</summary>
    public abstract void Launched(int tile);

    /// <summary>The pass is over: what its tiles gave has arrived.</summary>
    public abstract void End();

    /// <summary>The same rectangle the other way round.</summary>
    protected static WindowGeometry Reversed(WindowGeometry window) => new(
        window.DestinationTop, window.DestinationLeft, window.SourceTop, window.SourceLeft, window.Height, window.Width);
}
