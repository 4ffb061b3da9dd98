using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>What <see cref="NearestStyleLoss"/> draws to: each painting's feature vectors, and what layers are scaled with.</summary>
/// <param name="Paintings">One for each painting.</param>
/// <param name="Scales">
/// √(w_l/E_l) of each style layer, w_l its weight and E_l the mean squared length of its centred features in the paintings: each layer
/// counts by its weight, whatever its activations' scale. (The authors' code divides each by its number of channels.)
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
        double[] energies = new double[layers.Length];
        List<NearestTarget> paintings = [];
        List<Hypercolumns> grids = [];
        try
        {
            for (int i = 0; i < styles.Count; i++)
            {
                string part = styles.Count > 1 ? $"style {i + 1}" : "";
                paintings.Add(Centred(network, layers, styles[i].Picture, styles[i].Weight / total, part, grids));
                grids[i].AddEnergies(paintings[i].Vectors, paintings[i].Share, energies);
            }

            double[] scales = Hypercolumns.Scales(preset.StyleLayers, energies);
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
        (Hypercolumns grid, Tensor columns) = Hypercolumns.Of(network, layers, picture);
        grids.Add(grid);
        NearestTarget target = new(
            columns, backend.Allocate("mean of a painting's features", new TensorShape(grid.Shape.Channels, 1, 1), TensorRole.Statistic),
            share, part);
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
}
