using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The maps of several layers at one resolution, one below the other: what the network has to say about each position (Kolkin, Kucera,
/// Paris, Sýkora, Shechtman &amp; Shakhnarovich 2022, "Neural Neighbor Style Transfer", section 3.1). Finer maps are halved and coarser
/// ones doubled bilinearly (<see cref="IVectorOperators.UpsampleAccumulate"/> and its adjoint), so gradients go back exactly. The grid is
/// that of the first layer with at most a quarter of the picture's sides, as in the paper, less a last row or column that a deeper layer's
/// pooling has dropped. (A halving weighs 4×4 positions; the paper's resampling reads 2×2.)
/// </summary>
internal sealed class Hypercolumns : IDisposable
{
    private const int Reduction = 4;

    private readonly IBackend _backend;
    private readonly PieceBuffers _scratch;
    private readonly HypercolumnPart[] _parts;

    /// <summary>Plans; scratch memory comes with the first use.</summary>
    /// <param name="backend">Where the maps lie.</param>
    /// <param name="image">(3, H, W) of the picture.</param>
    /// <param name="layers">The layers' names and shapes.</param>
    /// <exception cref="InputException">The maps' sides are too small, or not halves of each other.</exception>
    public Hypercolumns(IBackend backend, TensorShape image, IReadOnlyList<(string Name, TensorShape Shape)> layers)
    {
        _backend = backend;
        _scratch = new PieceBuffers(backend, "a layer of hypercolumns");
        TensorShape grid = Grid(image, [.. layers.Select(layer => layer.Shape)]);
        if (grid.Height < 2 || grid.Width < 2)
            throw new InputException(
                $"a picture of {image.Width}×{image.Height} pixels is too small to join its layers at a quarter of its sides: take a "
                    + "larger size.");
        _parts = new HypercolumnPart[layers.Count];
        for (int i = 0, channel = 0; i < _parts.Length; channel += layers[i++].Shape.Channels)
            _parts[i] = HypercolumnPart.Of(layers[i].Shape, grid, channel) ?? throw new InputException(
                $"layers cannot be joined: the map of {layers[i].Name} ({layers[i].Shape.Width}×{layers[i].Shape.Height}) is no half, "
                    + $"quarter or multiple of {grid.Width}×{grid.Height}; take other layers.");
        Shape = grid with { Channels = layers.Sum(layer => layer.Shape.Channels) };
    }

    /// <summary>(ΣC, h, w).</summary>
    public TensorShape Shape { get; }

    /// <summary>The hypercolumns of a network's layers at its picture's size.</summary>
    public static Hypercolumns Of(IBackend backend, IFeatureNetwork features, IReadOnlyList<string> layers) =>
        new(backend, features.ImageShape, [.. layers.Select(layer => (layer, features.FeatureShape(layer)))]);

    /// <summary>A picture's, each layer as it is.</summary>
    public static (Hypercolumns Grid, Tensor Columns) Of(PreparedNetwork network, string[] layers, RgbImage picture)
    {
        IBackend backend = network.Backend;
        using FeatureNetwork features = new(network, picture.Shape, layers, withBackward: false);
        Hypercolumns grid = Of(backend, features, layers);
        Tensor columns = backend.Allocate("feature vectors of a painting", grid.Shape, TensorRole.Statistic);
        TransferTargets.Run(network, features, picture, (layer, _, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] == layer)
                    grid.Gather(i, map, 1, columns);
            }
        });
        return (grid, columns);
    }

    /// <summary>Whether a layer's map has at most a quarter of its picture's sides.</summary>
    public static bool IsCoarse(TensorShape map, TensorShape image) =>
        Reduction * map.Height < image.Height + Reduction && Reduction * map.Width < image.Width + Reduction;

    /// <summary>√(w_l/E_l): what gives each layer its weight, whatever its activations' scale.</summary>
    /// <param name="layers">w_l.</param>
    /// <param name="energies">E_l, mean squared lengths; a layer of zeros stays one.</param>
    public static double[] Scales(IReadOnlyList<LayerWeight> layers, double[] energies) =>
        [.. layers.Zip(energies, (layer, energy) => energy > 0 ? Math.Sqrt(layer.Weight / energy) : 0)];

    /// <summary>The layers' name in reports.</summary>
    public static string NameOf(IReadOnlyList<string> layers) => layers.Count == 1 ? layers[0] : $"{layers[0]}…{layers[^1]}";

    /// <summary>energies[l] += share · mean squared length of layer l's vectors.</summary>
    public void AddEnergies(Tensor columns, double share, double[] energies)
    {
        Span<double> square = stackalloc double[1];
        for (int i = 0; i < energies.Length; i++)
        {
            Tensor layer = Layer(i, columns);
            _backend.Dots([layer], [layer], square);
            energies[i] += share * square[0] / Shape.Positions;
        }
    }

    /// <summary>The layer's channels of the hypercolumns = scale · its map on the grid.</summary>
    public void Gather(int layer, Tensor map, double scale, Tensor columns)
    {
        HypercolumnPart part = _parts[layer];
        Tensor at = map;
        if (part.IsCut || !part.Halves)
        {
            at = _scratch.Of(part.Sizes[0]);
            _backend.CopyWindow(map, at, part.Window);
        }

        for (int i = 1; i < part.Sizes.Count; i++)
        {
            Tensor next = _scratch.Of(part.Sizes[i]);
            if (part.Halves)
            {
                _backend.UpsampleTransposed(at, next, wraps: false);
            }
            else
            {
                _backend.Fill(next, 0);
                _backend.UpsampleAccumulate(at, 1, next, wraps: false);
            }

            at = next;
        }

        _backend.LinearCombination([scale * part.Mean], [at], at);
        _backend.CopyChannels(at, 0, columns, part.Channel, part.Map.Channels);
    }

    /// <summary>gradMap += the adjoint of <see cref="Gather"/> of the layer's channels.</summary>
    public void ScatterAccumulate(int layer, Tensor gradColumns, double scale, Tensor gradMap)
    {
        HypercolumnPart part = _parts[layer];
        Tensor at = Layer(layer, gradColumns);
        _backend.LinearCombination([scale * part.Mean], [at], at);
        for (int i = part.Sizes.Count - 2; i >= 0; i--)
        {
            if (i == 0 && part.Halves && !part.IsCut)
            {
                _backend.UpsampleAccumulate(at, 1, gradMap, wraps: false);
                return;
            }

            Tensor next = _scratch.Of(part.Sizes[i]);
            if (part.Halves)
            {
                _backend.Fill(next, 0);
                _backend.UpsampleAccumulate(at, 1, next, wraps: false);
            }
            else
            {
                _backend.UpsampleTransposed(at, next, wraps: false);
            }

            at = next;
        }

        _backend.AccumulateWindow(at, gradMap, part.Window);
    }

    /// <summary>The layer's channels of each tensor = scale · themselves.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="scale">Factor.</param>
    /// <param name="tensors">Hypercolumns, or a number for each of their channels.</param>
    public void Scale(int layer, double scale, params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            Tensor copy = Layer(layer, tensor);
            _backend.LinearCombination([scale], [copy], copy);
            _backend.CopyChannels(copy, 0, tensor, _parts[layer].Channel, copy.Shape.Channels);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    /// <summary>A copy of the layer's channels, in scratch memory.</summary>
    private Tensor Layer(int layer, Tensor columns)
    {
        HypercolumnPart part = _parts[layer];
        Tensor copy = _scratch.Of(columns.Shape with { Channels = part.Map.Channels });
        _backend.CopyChannels(columns, part.Channel, copy, 0, copy.Shape.Channels);
        return copy;
    }

    private static TensorShape Grid(TensorShape image, IReadOnlyList<TensorShape> layers)
    {
        TensorShape grid = layers.Any(layer => IsCoarse(layer, image)) ? layers.First(layer => IsCoarse(layer, image)) : layers[^1];
        foreach (TensorShape layer in layers)
        {
            int doublings = HypercolumnPart.Doublings(layer, grid);
            if (doublings > 0)
                grid = grid with
                {
                    Height = Math.Min(grid.Height, layer.Height << doublings), Width = Math.Min(grid.Width, layer.Width << doublings),
                };
        }

        return grid;
    }
}
