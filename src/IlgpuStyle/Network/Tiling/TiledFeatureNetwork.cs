using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// A network at any picture size in memory that its tiles set, not the picture. Same features and same gradient as
/// <see cref="FeatureNetwork"/>, up to rounding.
/// <para>
/// Forward: every tile of a segment runs with a halo, and of each feature layer it hands out the part that its core answers for; each
/// position belongs to one core. Backward: ∂L/∂x of a sum over positions is the sum of the positions' gradients. So a tile is run again,
/// ∂L/∂features is added at its core's positions alone, and what comes out at its input, halo included, is added to the whole
/// map's gradient. Padding happens at the picture's border only: what a convolution makes of an inner edge of a tile does not
/// reach the core, nor does the gradient of the core reach it. With circular padding there is no border: halos go round the picture.
/// </para>
/// <para>
/// Between two segments the map and its gradient are kept whole. A segment of which this device has one tile, all of it or not, keeps its
/// activations and runs forward once; the others share one tile's memory and run forward twice, but for the tile that is still there.
/// </para>
/// <para>
/// Where the maps lie and how tiles come from there is the <see cref="TileRoute"/>'s business. Stopped in the middle, by an exception from
/// anywhere, the network can be run again: the next forward pass starts afresh.
/// </para>
/// <para>
/// One device of a <see cref="TileTeam"/> runs its own tiles alone; between two segments all wait for each other, because a tile reads what
/// other devices' tiles have made.
/// </para>
/// </summary>
internal sealed class TiledFeatureNetwork : IFeatureNetwork
{
    private static readonly FeatureVisitor s_noVisitor = (_, _, _) => { };

    private readonly PreparedNetwork _network;
    private readonly Segment[] _segments;
    private readonly SegmentMemory _memory;
    private readonly TileMember _member;
    private readonly FeatureVisitor _onFeatures;
    private readonly FeatureGradient _onGradient;

    // What the two callbacks work on.
    private int _segment;
    private int _tile;
    private TileRoute _route;
    private FeatureVisitor _visit = s_noVisitor;
    private FeatureGradient? _contribution;
    private int _tilesDone;

    /// <summary>Plans and allocates.</summary>
    /// <param name="network">The packed weights; outlive this object.</param>
    /// <param name="imageShape">(3, H, W).</param>
    /// <param name="features">The layers whose feature maps are wanted.</param>
    /// <param name="withBackward">False for style and content targets.</param>
    /// <param name="plan">Segments and tiles.</param>
    /// <param name="member">Whose tiles are run; null runs all.</param>
    /// <exception cref="InputException">A layer does not exist, segments cannot be cut there, or the picture is too small.</exception>
    public TiledFeatureNetwork(
        PreparedNetwork network, TensorShape imageShape, IEnumerable<string> features, bool withBackward, TilePlan plan,
        TileMember? member = null)
    {
        _network = network;
        _member = member ?? TileMember.Alone;
        ImageShape = imageShape;
        _segments = SegmentCutter.Cut(network, imageShape, features, withBackward, plan);
        _memory = new SegmentMemory(network.Backend, _segments, withBackward, _member);
        _route = _memory.RouteOf(_segments[0]);
        _onFeatures = OnFeatures;
        _onGradient = OnGradient;
    }

    /// <inheritdoc/>
    public TensorShape ImageShape { get; }

    /// <inheritdoc/>
    public long SizeInBytes => _memory.SizeInBytes;

    /// <summary>
    /// Called after each tile with the tiles done and the tiles of an evaluation (forward and backward). May throw to stop the
    /// evaluation: the next one starts afresh.
    /// </summary>
    public Action<int, int>? OnTile { get; set; }

    /// <summary>Tiles of one pass over all segments.</summary>
    public int Tiles => _segments.Sum(segment => _member.Share(segment.Tiles));

    /// <inheritdoc/>
    public TileMember Member => _member;

    private IBackend Backend => _network.Backend;

    /// <inheritdoc/>
    public TensorShape FeatureShape(string layer) => Find(layer).Shape;

    /// <inheritdoc/>
    public int Pieces(string layer) => Find(layer).Pieces;

    /// <inheritdoc/>
    public bool Owns(string layer, int piece) => _member.Owns(Find(layer).TileOf(piece));

    /// <inheritdoc/>
    public void Forward(Tensor image, FeatureVisitor visit)
    {
        _tilesDone = 0;
        _memory.Forget();
        for (_segment = 0; _segment < _segments.Length; _segment++)
        {
            TilePass pass = Begin(image, _memory.Maps, gradSource: null);
            for (int step = 0; step < pass.Steps; step++)
            {
                Start(pass.Tile(step));
                RunForward(visit);
                EndTile();
            }

            End();
        }
    }

    /// <inheritdoc/>
    public void Backward(Tensor image, FeatureGradient contribution, Tensor gradImage)
    {
        _contribution = contribution;
        if (_member.IsFirst)
        {
            Backend.Fill(gradImage, 0);
            _memory.ClearGradients();
        }

        _member.Team.Meet();
        for (_segment = _segments.Length - 1; _segment >= 0; _segment--)
        {
            Segment segment = _segments[_segment];
            TilePass pass = Begin(image, _memory.Gradients, _segment == 0 ? gradImage : _memory.Gradients[_segment - 1]);
            for (int step = 0; step < pass.Steps; step++)
            {
                Start(pass.Tile(step));
                if (segment.LoadedTile != _tile)
                    RunForward(s_noVisitor);
                segment.Pass.BackwardToInput(_onGradient);
                segment.LoadedTile = -1;
                AddInputGradient(segment);
                EndTile();
            }

            End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private SegmentLayer Find(string layer)
    {
        string name = NetworkDefinition.CanonicalName(layer);
        return _segments.SelectMany(segment => segment.Layers).First(l => l.Name == name);
    }

    private Tensor Source(Tensor image) => _segment == 0 ? image : _memory.Maps[_segment - 1];

    private TilePass Begin(Tensor image, Tensor[] outputs, Tensor? gradSource)
    {
        Segment segment = _segments[_segment];
        TilePass pass = new(
            segment, _segment == 0, Source(image), segment.Output is null ? null : outputs[_segment], gradSource, _member,
            _member.Team.Turns(_segment));
        _route = _memory.RouteOf(segment);
        _route.Begin(pass);
        return pass;
    }

    private void Start(int tile)
    {
        _tile = tile;
        _route.Start(tile);
    }

    private void End()
    {
        _route.End();
        _member.Team.Meet();
    }

    private void EndTile()
    {
        _route.Launched(_tile);
        _tilesDone++;
        OnTile?.Invoke(_tilesDone, 2 * Tiles);
    }

    private void RunForward(FeatureVisitor visit)
    {
        Segment segment = _segments[_segment];
        _memory.Load(segment, _tile);
        Tensor tile = _route.Input(_tile);
        if (_segment == 0)
            _network.Normalization.Forward(Backend, tile, segment.Pass.Input);

        _visit = visit;
        segment.Pass.ForwardFromInput(_onFeatures);
    }

    private void AddInputGradient(Segment segment)
    {
        if (_segment == 0)
            _network.Normalization.Backward(Backend, segment.Pass.GradInput, _route.InputGradient);
        _route.AddInputGradient(_tile);
    }

    private void OnFeatures(string name, FeatureWindow whole, Tensor features)
    {
        Segment segment = _segments[_segment];
        SegmentLayer layer = LayerOf(segment, name);
        TilePiece piece = layer.Piece(_tile);
        if (piece.IsEmpty || ReferenceEquals(_visit, s_noVisitor))
            return;
        if (layer == segment.Output)
        {
            _route.PutOutput(features, piece);
            if (!segment.OutputIsFeature)
                return;
        }

        Tensor core = features;
        if (segment.Tiles > 1)
        {
            core = segment.ForwardScratch(layer, piece.Shape);
            Backend.CopyWindow(features, core, piece.TileToPiece);
        }

        _visit(name, piece.Window, core);
    }

    private void OnGradient(string name, FeatureWindow whole, Tensor features, Tensor gradFeatures)
    {
        Segment segment = _segments[_segment];
        SegmentLayer layer = LayerOf(segment, name);
        TilePiece piece = layer.Piece(_tile);
        if (piece.IsEmpty)
            return;
        if (layer == segment.Output)
        {
            _route.AddOutputGradient(gradFeatures, piece);
            if (!segment.OutputIsFeature)
                return;
        }

        if (segment.Tiles == 1)
        {
            _contribution!(name, piece.Window, features, gradFeatures);
            return;
        }

        Tensor core = segment.FeatureScratch(layer, piece.Shape), gradCore = segment.GradientScratch(layer, piece.Shape);
        Backend.CopyWindow(features, core, piece.TileToPiece);
        Backend.CopyWindow(gradFeatures, gradCore, piece.TileToPiece);
        _contribution!(name, piece.Window, core, gradCore);
        Backend.CopyWindow(gradCore, gradFeatures, piece.PieceToTile);
    }

    private static SegmentLayer LayerOf(Segment segment, string name)
    {
        foreach (SegmentLayer layer in segment.Layers)
        {
            if (layer.Name == name)
                return layer;
        }

        throw new InvalidOperationException($"nobody reads {name}.");
    }
}
