using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// The memory of a tiled network: the maps between segments with their gradients, one arena for each segment that keeps its
/// activations, and one that all others take turns in.
/// </summary>
internal sealed class SegmentMemory : IDisposable
{
    private readonly IBackend _backend;
    private readonly Segment[] _segments;
    private readonly Segment[] _takingTurns;
    private readonly List<TensorArena> _arenas = [];
    private readonly DirectTileRoute _direct;
    private readonly StreamedTileRoute? _streamed;
    private readonly Tensor? _tileImage;
    private readonly TileMember _member;

    /// <summary>Allocates.</summary>
    /// <param name="backend">Of the segments.</param>
    /// <param name="segments">All of the network.</param>
    /// <param name="withBackward">Whether a backward pass follows.</param>
    /// <param name="member">Whose tiles come here; where there are others, they share the maps and their gradients.</param>
    public SegmentMemory(IBackend backend, Segment[] segments, bool withBackward, TileMember member)
    {
        _backend = backend;
        _member = member;
        _segments = segments;
        _takingTurns = [.. segments.Where(segment => member.Share(segment.Tiles) > 1)];
        foreach (Segment segment in segments.Where(segment => member.Share(segment.Tiles) == 1))
            segment.Attach(Arena(segment.Requests).Tensors);
        AttachTakingTurns();
        _streamed = StreamedTileRoute.Of(backend, segments);
        bool isPictureStreamed = _streamed is not null && segments[0].Tiles > 1;
        _tileImage = isPictureStreamed ? null : backend.Allocate("a tile of the picture", segments[0].TileShape, TensorRole.Working);
        _direct = new DirectTileRoute(backend, _tileImage);
        Maps = MapsOf(segments, "map of ");
        Gradients = withBackward ? MapsOf(segments, "gradient of the map of ") : [];
    }

    /// <summary>Bytes of everything.</summary>
    public long SizeInBytes => _arenas.Sum(arena => arena.SizeInBytes)
        + OwnMaps.Concat(_tileImage is null ? [] : [_tileImage]).Sum(tensor => _backend.StorageBytes(tensor.Shape))
        + (_streamed?.SizeInBytes ?? 0);

    private IEnumerable<Tensor> OwnMaps => _member.Team.Count > 1 ? [] : Maps.Concat(Gradients);

    /// <summary>What each segment but the last hands on.</summary>
    public Tensor[] Maps { get; }

    /// <summary>∂L/∂ of <see cref="Maps"/>.</summary>
    public Tensor[] Gradients { get; }

    /// <summary>How a segment's tiles come and go; while its only one is on the way there is nothing to compute.</summary>
    public TileRoute RouteOf(Segment segment) => segment.Tiles > 1 && _streamed is not null ? _streamed : _direct;

    /// <summary>No tile is loaded.</summary>
    public void Forget() => Forget(_segments);

    /// <summary>A tile is about to be run: whoever shares its memory loses its own.</summary>
    public void Load(Segment segment, int tile)
    {
        if (_takingTurns.Contains(segment))
            Forget(_takingTurns);
        segment.LoadedTile = tile;
    }

    /// <summary>Gradients = 0.</summary>
    public void ClearGradients()
    {
        foreach (Tensor gradient in Gradients)
            _backend.Fill(gradient, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorArena arena in _arenas)
            arena.Dispose();
        foreach (Tensor tensor in OwnMaps)
            tensor.Dispose();
        _tileImage?.Dispose();
        _streamed?.Dispose();
    }

    private static void Forget(Segment[] segments)
    {
        foreach (Segment segment in segments)
            segment.LoadedTile = -1;
    }

    private void AttachTakingTurns()
    {
        List<TensorRequest> requests = [];
        int step = 0;
        foreach (Segment segment in _takingTurns)
        {
            requests.AddRange(segment.Requests.Select(r => r with { FirstStep = r.FirstStep + step, LastStep = r.LastStep + step }));
            step += segment.LastStep + 1;
        }

        if (requests.Count == 0)
            return;
        IReadOnlyList<Tensor> tensors = Arena(requests).Tensors;
        int first = 0;
        foreach (Segment segment in _takingTurns)
        {
            segment.Attach([.. tensors.Skip(first).Take(segment.Requests.Count)]);
            first += segment.Requests.Count;
        }
    }

    private Tensor[] MapsOf(Segment[] segments, string what) =>
        [.. segments.SkipLast(1).Select(segment => MapOf(what + segment.Output!.Name, segment.Output.Shape))];

    private Tensor MapOf(string name, TensorShape shape)
    {
        Tensor Make() => _backend.Allocate(name, shape, TensorRole.FeatureMap);
        return _member.Team.Count > 1 ? _member.Team.Shared(name, Make) : Make();
    }

    private TensorArena Arena(IReadOnlyList<TensorRequest> requests)
    {
        TensorArena arena = _backend.AllocateArena(requests);
        _arenas.Add(arena);
        return arena;
    }
}
