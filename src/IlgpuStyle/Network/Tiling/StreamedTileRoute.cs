using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// Tiles between maps on the host and a device, through two <see cref="TileSlot"/>s in turn. While the device computes tile k, the host
/// fetches what tile k − 1 gave and stores it, then gathers tile k + 1 and sends it off; only then it waits for tile k. So the device waits
/// for the host between two tiles as long as a launch takes, unless the transfers take longer than a tile.
/// <para>
/// Whatever is on the way waits for no operator and no operator for it: the host alone keeps the order. A slot is filled when the tile
/// before the last is computed, and that the host has waited for; a tile is launched when the host has waited for its transfer. What comes
/// back is added in the order of the tiles, those of other devices among them.
/// </para>
/// </summary>
internal sealed class StreamedTileRoute : TileRoute, IDisposable
{
    private const int None = -1;

    private readonly IBackend _backend;
    private readonly TileSlot[] _slots;
    private TilePass _pass;
    private int _step;
    private int _unstored = None;
    private bool _isUnderWay;

    private StreamedTileRoute(IBackend backend, IReadOnlyList<Segment> segments)
    {
        _backend = backend;
        _slots = [new TileSlot(backend, segments), new TileSlot(backend, segments)];
    }

    /// <summary>The route for segments of more than one tile whose maps are on the host; null if there is none, or nothing that it could
    /// overlap with.</summary>
    public static StreamedTileRoute? Of(IBackend backend, IReadOnlyList<Segment> segments)
    {
        Segment[] cut = [.. segments.Where(segment => segment.Tiles > 1)];
        return cut.Length > 0 && backend is ScratchBackend { HasTransfers: true } ? new StreamedTileRoute(backend, cut) : null;
    }

    /// <summary>Of both slots, on the device.</summary>
    public long SizeInBytes => _slots.Sum(slot => slot.SizeInBytes);

    /// <inheritdoc/>
    public override Tensor InputGradient => _pass.IsFirst ? Slot.Tile(_pass.Segment) : _pass.Segment.Pass.GradInput;

    private TileSlot Slot => _slots[_step % 2];

    /// <inheritdoc/>
    public override void Begin(TilePass pass)
    {
        // A pass that was broken off left operators and transfers in the slots.
        if (_isUnderWay)
        {
            _backend.Synchronize();
            Slot.Wait();
        }

        _isUnderWay = true;
        (_pass, _step, _unstored) = (pass, 0, None);
        Load(0);
    }

    /// <inheritdoc/>
    public override void Start(int tile) => Slot.Wait();

    /// <inheritdoc/>
    public override Tensor Input(int tile)
    {
        Segment segment = _pass.Segment;
        Tensor input = Slot.Tile(segment);
        if (_pass.Source is not ScratchTensor)
        {
            foreach (WindowGeometry window in segment.MapToTile(tile))
                _backend.CopyWindow(_pass.Source, input, window);
        }

        if (_pass.IsFirst)
            return input;
        _backend.CopyWindow(input, segment.Pass.Input, WholeTile);
        return segment.Pass.Input;
    }

    /// <inheritdoc/>
    public override void PutOutput(Tensor features, TilePiece piece) =>
        _backend.CopyWindow(features, Slot.Piece(piece.Shape), piece.TileToPiece);

    /// <inheritdoc/>
    public override void AddOutputGradient(Tensor gradFeatures, TilePiece piece) =>
        _backend.AccumulateWindow(Slot.Piece(piece.Shape), gradFeatures, piece.PieceToTile);

    /// <inheritdoc/>
    public override void AddInputGradient(int tile)
    {
        if (_pass.GradSource is ScratchTensor)
        {
            if (!_pass.IsFirst)
                _backend.CopyWindow(InputGradient, Slot.Tile(_pass.Segment), WholeTile);
            return;
        }

        foreach (WindowGeometry window in _pass.Segment.MapToTile(tile))
            _backend.AccumulateWindow(InputGradient, _pass.GradSource!, Reversed(window));
    }

    /// <inheritdoc/>
    public override void Launched(int tile)
    {
        Store();
        Load(_step + 1);
        _backend.Synchronize();
        _unstored = _step;
        _step++;
    }

    /// <inheritdoc/>
    public override void End()
    {
        Store();
        _isUnderWay = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TileSlot slot in _slots)
            slot.Dispose();
    }

    private WindowGeometry WholeTile => new(0, 0, 0, 0, _pass.Segment.TileShape.Height, _pass.Segment.TileShape.Width);

    /// <summary>Gathers what a step's tile reads and sends it off.</summary>
    private void Load(int step)
    {
        Segment segment = _pass.Segment;
        if (step >= _pass.Steps)
            return;
        int tile = _pass.Tile(step);
        TileSlot slot = _slots[step % 2];
        // A tile whose activations are still there is not run forward again.
        if (_pass.Source is ScratchTensor source && segment.LoadedTile != tile)
        {
            foreach (WindowGeometry window in segment.MapToTile(tile))
                source.ReadWindow(window, slot.TileOnHost, segment.TileShape);
            slot.BeginUpload(segment);
        }

        if (!_pass.IsBackward || _pass.Output is not ScratchTensor gradient)
            return;
        TilePiece piece = segment.Output!.Piece(tile);
        if (piece.IsEmpty)
            return;
        gradient.ReadWindow(piece.WholeToPiece, slot.PieceOnHost, piece.Shape);
        slot.BeginUpload(piece.Shape);
    }

    /// <summary>Fetches what the last tile gave and stores it.</summary>
    private void Store()
    {
        if (_unstored == None)
            return;
        int tile = _pass.Tile(_unstored);
        TileSlot slot = _slots[_unstored % 2];
        _unstored = None;
        if (_pass.IsBackward)
            StoreGradient(slot, tile);
        else if (_pass.Output is ScratchTensor map && _pass.Segment.Output!.Piece(tile) is { IsEmpty: false } piece)
            StorePiece(slot, piece, map);
    }

    private void StoreGradient(TileSlot slot, int tile)
    {
        if (_pass.GradSource is not ScratchTensor gradient)
            return;
        slot.BeginDownload(_pass.Segment);
        slot.Wait();
        _pass.AwaitTurn(tile);
        foreach (WindowGeometry window in _pass.Segment.MapToTile(tile))
            gradient.AddWindow(slot.TileOnHost, _pass.Segment.TileShape, Reversed(window));
        _pass.Turns.Pass();
    }

    private static void StorePiece(TileSlot slot, TilePiece piece, ScratchTensor map)
    {
        slot.BeginDownload(piece.Shape);
        slot.Wait();
        map.WriteWindow(slot.PieceOnHost, piece.Shape, piece.PieceToWhole);
    }
}
