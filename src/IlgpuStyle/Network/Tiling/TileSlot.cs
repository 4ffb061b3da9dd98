using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// What one tile brings to the device and takes away: its part of the map that it reads, whose place its gradient takes, and its piece of
/// the map that it makes, or of that map's gradient.
/// </summary>
internal sealed class TileSlot : IDisposable
{
    private readonly TransferBuffer _tile;
    private readonly TransferBuffer? _piece;

    /// <summary>Allocates for the largest tile and piece.</summary>
    /// <param name="backend">With transfers.</param>
    /// <param name="segments">Those whose tiles come through here.</param>
    public TileSlot(IBackend backend, IReadOnlyList<Segment> segments)
    {
        TensorShape[] tiles = [.. segments.Select(segment => segment.TileShape).Distinct()];
        TensorShape[] pieces = [.. segments.SelectMany(segment => segment.Output?.PieceShapes ?? []).Distinct()];
        SizeInBytes = tiles.Max(backend.StorageBytes) + (pieces.Length == 0 ? 0 : pieces.Max(backend.StorageBytes));
        _tile = backend.AllocateTransfer("tiles on their way", tiles);
        _piece = pieces.Length == 0 ? null : backend.AllocateTransfer("pieces of maps on their way", pieces);
    }

    /// <summary>On the device.</summary>
    public long SizeInBytes { get; }

    /// <summary>The tensor of a segment's tile.</summary>
    public Tensor Tile(Segment segment) => _tile.Of(segment.TileShape);

    /// <summary>The tensor of a piece.</summary>
    public Tensor Piece(TensorShape shape) => _piece!.Of(shape);

    /// <summary>The tile's values on the host.</summary>
    public Span<float> TileOnHost => _tile.Host;

    /// <summary>The piece's values on the host.</summary>
    public Span<float> PieceOnHost => _piece!.Host;

    /// <summary>The host's values go to the device.</summary>
    public void BeginUpload(Segment segment) => _tile.BeginUpload(Tile(segment));

    /// <summary>The host's values of a piece go to the device.</summary>
    public void BeginUpload(TensorShape piece) => _piece!.BeginUpload(Piece(piece));

    /// <summary>The device's values come to the host.</summary>
    public void BeginDownload(Segment segment) => _tile.BeginDownload(Tile(segment));

    /// <summary>The device's values of a piece come to the host.</summary>
    public void BeginDownload(TensorShape piece) => _piece!.BeginDownload(Piece(piece));

    /// <summary>Waits for what was begun.</summary>
    public void Wait() => _tile.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        _tile.Dispose();
        _piece?.Dispose();
    }
}
