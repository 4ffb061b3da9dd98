using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>What <see cref="NearestStyleLoss"/> draws to: each painting's feature vectors, and what layers are scaled with.</summary>
/// <param name="Paintings">One for each painting.</param>
/// <param name="Scales">
/// √(w_l/E_l) of each style layer, w_l its weight and E_l the mean squared length of its centred features in the paintings: each layer
/// counts by its weight, whatever its activations' scale. (The paper joins the features as they are.)
/// </param>
internal sealed record NearestTargets(IReadOnlyList<NearestTarget> Paintings, IReadOnlyList<double> Scales) : IStyleTargets
{
    /// <summary>Runs the paintings through the network, each whole.</summary>
    /// <exception cref="InputException">A mask or region, which this style cannot have, or a picture that is too small.</exception>
    public static NearestTargets Compute(PreparedNetwork network, LossPreset preset, IReadOnlyList<StyleSource> styles)
    {
        IStyleTargets.RequireWholePictures(preset, styles);
        string[] layers = [.. preset.StyleLayers.Select(layer => NetworkDefinition.CanonicalName(layer.Layer))];
        double total = styles.Sum(style => style.Weight);
        double[] energies = new double[layers.Length], scales = new double[layers.Length];
        List<NearestTarget> paintings = [];
        List<Hypercolumns> grids = [];
        try
        {
            for (int i = 0; i < styles.Count; i++)
            {
                string part = styles.Count > 1 ? $"style {i + 1}" : "";
                paintings.Add(Centred(network, layers, styles[i].Picture, styles[i].Weight / total, part, grids));
                AddEnergies(network.Backend, grids[i], paintings[i], energies);
            }

            for (int i = 0; i < scales.Length; i++)
                scales[i] = energies[i] > 0 ? Math.Sqrt(preset.StyleLayers[i].Weight / energies[i]) : 0;
            foreach ((NearestTarget painting, Hypercolumns grid) in paintings.Zip(grids))
            {
                for (int i = 0; i < scales.Length; i++)
                    grid.Scale(i, scales[i], painting.Vectors, painting.Mean);
            }

            for (int i = 0; i < paintings.Count; i++)
            {
                if (preset.MatchPatch > 1)
                    paintings[i] = PatchesOf(network.Backend, paintings[i], preset.MatchPatch);
                network.Backend.NormalizePositions(paintings[i].Vectors, paintings[i].Vectors);
            }

            return new NearestTargets(paintings, scales);
        }
        catch
        {
            foreach (NearestTarget painting in paintings)
                painting.Dispose();
            throw;
        }
        finally
        {
            foreach (Hypercolumns grid in grids)
                grid.Dispose();
        }
    }

    /// <summary>The hypercolumns of a network's layers at its picture's size.</summary>
    public static Hypercolumns NewHypercolumns(IBackend backend, IFeatureNetwork features, IReadOnlyList<string> layers) =>
        new(backend, features.ImageShape, [.. layers.Select(layer => (layer, features.FeatureShape(layer)))]);

    /// <inheritdoc/>
    public IEnumerable<ILayerLoss> Losses(PreparedNetwork network, IFeatureNetwork features, LossPreset preset) =>
        [new NearestStyleLoss(network.Backend, features, preset, this)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NearestTarget painting in Paintings)
            painting.Dispose();
    }

    /// <summary>A painting's features on their grid, less their mean.</summary>
    private static NearestTarget Centred(
        PreparedNetwork network, string[] layers, RgbImage picture, double share, string part, List<Hypercolumns> grids)
    {
        IBackend backend = network.Backend;
        using FeatureNetwork features = new(network, picture.Shape, layers, withBackward: false);
        Hypercolumns grid = NewHypercolumns(backend, features, layers);
        grids.Add(grid);
        NearestTarget target = new(
            backend.Allocate("feature vectors of a painting", grid.Shape, TensorRole.Statistic),
            backend.Allocate("mean of a painting's features", new TensorShape(grid.Shape.Channels, 1, 1), TensorRole.Statistic), share,
            part);
        TransferTargets.Run(network, features, picture, (layer, _, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] == layer)
                    grid.Gather(i, map, 1, target.Vectors);
            }
        });
        backend.ChannelSums(target.Vectors, 1.0 / grid.Shape.Positions, target.Mean);
        backend.ChannelAccumulate(target.Mean, -1, target.Vectors);
        return target;
    }

    private static NearestTarget PatchesOf(IBackend backend, NearestTarget painting, int side)
    {
        using Patches patches = new(backend, painting.Vectors.Shape, side);
        Tensor vectors = backend.Allocate("patches of a painting", patches.Shape, TensorRole.Statistic);
        patches.Gather(painting.Vectors, vectors);
        painting.Vectors.Dispose();
        return painting with { Vectors = vectors };
    }

    /// <summary>energies[l] += share · mean squared length of layer l's centred features.</summary>
    private static void AddEnergies(IBackend backend, Hypercolumns grid, NearestTarget painting, double[] energies)
    {
        Span<double> square = stackalloc double[1];
        for (int i = 0; i < energies.Length; i++)
        {
            Tensor layer = grid.Layer(i, painting.Vectors);
            backend.Dots([layer], [layer], square);
            energies[i] += painting.Share * square[0] / grid.Shape.Positions;
        }
    }
}
