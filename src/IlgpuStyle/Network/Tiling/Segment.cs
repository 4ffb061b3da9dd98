using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// Consecutive layers with the tiles they are run in: what each tile reads, what it answers for, and the memory that one tile takes.
/// </summary>
internal sealed class Segment
{
    // Pieces of one layer have up to nine sizes, of which one is in use at a time: each gets a moment of its own within the
    // layer's step, so that they share memory.
    private const int MomentsPerStep = 16;

    private readonly PreparedNetwork _slice;
    private readonly bool _withBackward;
    private readonly string[] _names;
    private readonly WindowGeometry[][] _windows;
    private readonly Dictionary<(int Layer, TensorShape Shape), int> _scratch = [];
    private IReadOnlyList<Tensor> _tensors = [];
    private FeatureNetwork? _pass;

    /// <summary>Cuts the input into tiles.</summary>
    /// <param name="slice">The layers.</param>
    /// <param name="input">Shape of the map that the first layer reads.</param>
    /// <param name="features">The layers that losses read.</param>
    /// <param name="keepsOutput">Whether the last layer's map is kept for a segment behind.</param>
    /// <param name="withBackward">Whether a backward pass follows.</param>
    /// <param name="tileHeight">Rows of a core at the input's resolution.</param>
    /// <param name="tileWidth">Columns of a core at the input's resolution.</param>
    public Segment(
        PreparedNetwork slice, TensorShape input, IReadOnlySet<string> features, bool keepsOutput, bool withBackward, int tileHeight,
        int tileWidth)
    {
        _slice = slice;
        _withBackward = withBackward;
        Input = input;
        IReadOnlyList<LayerDefinition> layers = slice.Definition.Layers;
        HashSet<int> read = [.. Enumerable.Range(0, layers.Count).Where(k => features.Contains(layers[k].Name))];
        if (keepsOutput)
            read.Add(layers.Count - 1);
        Halo halo = Halo.Of(slice, read);
        bool isCircular = IsCircular(slice);
        Rows = new TileAxis(input.Height, tileHeight, halo, isCircular);
        Columns = new TileAxis(input.Width, tileWidth, halo, isCircular);
        _windows = [.. Enumerable.Range(0, Tiles).Select(WindowsOf)];
        TensorShape[] shapes = FeatureNetwork.Shapes(slice, input);
        int[] strides = Halo.Strides(slice);
        Layers = [.. read.Order().Select(k => new SegmentLayer(k, layers[k].Name, shapes[k], strides[k], Rows, Columns))];
        Output = keepsOutput ? Layers[^1] : null;
        OutputIsFeature = features.Contains(layers[^1].Name);
        _names = [.. Layers.Select(layer => layer.Name)];
        TileShape = input with { Height = Rows.Window, Width = Columns.Window };
        Requests = Plan();
    }

    /// <summary>Shape of the whole input map.</summary>
    public TensorShape Input { get; }

    /// <summary>Shape of the input of one tile, halo included.</summary>
    public TensorShape TileShape { get; }

    /// <summary>Tiles vertically.</summary>
    public TileAxis Rows { get; }

    /// <summary>Tiles horizontally.</summary>
    public TileAxis Columns { get; }

    /// <summary>Number of tiles.</summary>
    public int Tiles => Rows.Count * Columns.Count;

    /// <summary>The layers that somebody reads.</summary>
    public SegmentLayer[] Layers { get; }

    /// <summary>The layer that the next segment reads, or null at the end.</summary>
    public SegmentLayer? Output { get; }

    /// <summary>Whether a loss reads the last layer too.</summary>
    public bool OutputIsFeature { get; }

    /// <summary>Memory of one tile, with lifetimes from 0 to <see cref="LastStep"/>.</summary>
    public IReadOnlyList<TensorRequest> Requests { get; }

    /// <summary>The last step of <see cref="Requests"/>.</summary>
    public int LastStep => (2 * _slice.Definition.Layers.Count + 2) * MomentsPerStep;

    /// <summary>The tile whose activations the memory holds, or −1.</summary>
    public int LoadedTile { get; set; } = -1;

    /// <summary>The layers at the size of one tile.</summary>
    public FeatureNetwork Pass => _pass ?? throw new InvalidOperationException("the segment has no memory yet.");

    /// <summary>From the input map to a tile: one rectangle, or up to four where the map is a torus.</summary>
    public IReadOnlyList<WindowGeometry> MapToTile(int tile) => _windows[tile];

    /// <summary>Takes memory for <see cref="Requests"/>.</summary>
    public void Attach(IReadOnlyList<Tensor> tensors)
    {
        _tensors = tensors;
        _pass = new FeatureNetwork(_slice, TileShape, _names, _withBackward, tensors);
    }

    /// <summary>A tensor for a piece during the forward pass.</summary>
    public Tensor ForwardScratch(SegmentLayer layer, TensorShape shape) => _tensors[_scratch[(layer.Index, shape)]];

    /// <summary>A tensor for a piece's features during the backward pass.</summary>
    public Tensor FeatureScratch(SegmentLayer layer, TensorShape shape) => _tensors[_scratch[(layer.Index, shape)] + 1];

    /// <summary>A tensor for a piece's gradient during the backward pass.</summary>
    public Tensor GradientScratch(SegmentLayer layer, TensorShape shape) => _tensors[_scratch[(layer.Index, shape)] + 2];

    // A slice without convolutions does not look beyond any edge.
    private static bool IsCircular(PreparedNetwork slice)
    {
        PaddingMode[] modes =
        [
            .. Enumerable.Range(0, slice.Definition.Layers.Count).Where(k => slice.Definition.Layers[k].Kind == LayerKind.Convolution)
                .Select(k => slice.Convolution(k).Geometry).Where(geometry => geometry.Padding > 0).Select(geometry =>
                    geometry.PaddingMode),
        ];
        bool isCircular = modes.Contains(PaddingMode.Circular);
        if (isCircular && modes.Any(mode => mode != PaddingMode.Circular))
            throw new InputException("circular padding in some layers only cannot be tiled: pad all layers alike, or allow more memory "
                + "instead of tiles.");
        return isCircular;
    }

    private WindowGeometry[] WindowsOf(int tile) =>
    [
        .. from row in Rows.Runs(tile / Columns.Count)
           from column in Columns.Runs(tile % Columns.Count)
           select new WindowGeometry(row.Start, column.Start, row.InWindow, column.InWindow, row.Length, column.Length),
    ];

    private List<TensorRequest> Plan()
    {
        List<TensorRequest> requests =
        [
            .. FeatureNetwork.Requests(_slice, TileShape, _names, _withBackward).Select(request => request with
            {
                FirstStep = request.FirstStep * MomentsPerStep,
                LastStep = request.LastStep * MomentsPerStep + MomentsPerStep - 1,
            }),
        ];
        if (Tiles == 1)
            return requests;
        foreach (SegmentLayer layer in Layers)
        {
            IReadOnlyList<TensorShape> shapes = layer.PieceShapes;
            for (int i = 0; i < shapes.Count; i++)
            {
                _scratch[(layer.Index, shapes[i])] = requests.Count;
                int forward = (layer.Index + 1) * MomentsPerStep + i;
                requests.Add(new TensorRequest($"a piece of {layer.Name}", shapes[i], forward, forward, TensorRole.FeatureMap));
                if (!_withBackward)
                    continue;
                int backward = (2 * _slice.Definition.Layers.Count - layer.Index) * MomentsPerStep + i;
                requests.Add(new TensorRequest($"a piece of {layer.Name}", shapes[i], backward, backward, TensorRole.FeatureMap));
                requests.Add(new TensorRequest(
                    $"gradient of a piece of {layer.Name}", shapes[i], backward, backward, TensorRole.FeatureMap));
            }
        }

        return requests;
    }
}
