using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>One pass over a segment's tiles, first to last forward, last to first backward.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="IsFirst">Whether it reads the picture.</param>
/// <param name="Source">The picture, or the map that the segment reads.</param>
/// <param name="Output">Forward the map that it makes, backward that map's gradient; null if no segment follows.</param>
/// <param name="GradSource">Backward: the gradient of <paramref name="Source"/>, to be added to; null forward.</param>
/// <param name="Member">Whose tiles are run.</param>
/// <param name="Turns">Backward: the order in which tiles are added to <paramref name="GradSource"/>.</param>
internal readonly record struct TilePass(
    Segment Segment, bool IsFirst, Tensor Source, Tensor? Output, Tensor? GradSource, TileMember Member, TileTurns Turns)
{
    /// <summary>Number of steps: the member's tiles.</summary>
    public int Steps => Member.Share(Segment.Tiles);

    /// <summary>Whether gradients go back.</summary>
    public bool IsBackward => GradSource is not null;

    /// <summary>The tile of step 0, 1, …</summary>
    public int Tile(int step) => Member.Tile(IsBackward ? Steps - 1 - step : step);

    /// <summary>Waits until a tile may be added to <see cref="GradSource"/>: after all behind it.</summary>
    public void AwaitTurn(int tile) => Turns.Await(Segment.Tiles - 1 - tile);
}
