using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>Rectangles copied by the backend itself, in the order of the calls.</summary>
/// <param name="backend">Of the segments.</param>
/// <param name="tileImage">A tile's pixels, or their gradient; null if the segment that reads the picture goes another way.</param>
internal sealed class DirectTileRoute(IBackend backend, Tensor? tileImage) : TileRoute
{
    private TilePass _pass;

    /// <inheritdoc/>
    public override Tensor InputGradient => _pass.IsFirst ? tileImage! : _pass.Segment.Pass.GradInput;

    /// <inheritdoc/>
    public override void Begin(TilePass pass) => _pass = pass;

    /// <inheritdoc/>
    public override void Start(int tile)
    {
    }

    /// <inheritdoc/>
    public override Tensor Input(int tile)
    {
        Tensor input = _pass.IsFirst ? tileImage! : _pass.Segment.Pass.Input;
        foreach (WindowGeometry window in _pass.Segment.MapToTile(tile))
            backend.CopyWindow(_pass.Source, input, window);
        return input;
    }

    /// <inheritdoc/>
    public override void PutOutput(Tensor features, TilePiece piece) => backend.CopyWindow(features, _pass.Output!, piece.TileToWhole);

    /// <inheritdoc/>
    public override void AddOutputGradient(Tensor gradFeatures, TilePiece piece) =>
        backend.AccumulateWindow(_pass.Output!, gradFeatures, piece.WholeToTile);

    /// <inheritdoc/>
    public override void AddInputGradient(int tile)
    {
        _pass.AwaitTurn(tile);
        foreach (WindowGeometry window in _pass.Segment.MapToTile(tile))
            backend.AccumulateWindow(InputGradient, _pass.GradSource!, Reversed(window));
        _pass.Turns.Pass();
    }

    /// <inheritdoc/>
    public override void Launched(int tile)
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
    }
}
