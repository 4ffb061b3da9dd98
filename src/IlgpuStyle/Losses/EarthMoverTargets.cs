using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The paintings' sampled feature vectors and moments.</summary>
/// <param name="Paintings">One for each painting.</param>
/// <param name="Scales">√(w_l/E_l) of each style layer, w_l its weight and E_l the mean squared length of its features in the paintings:
/// each layer counts by its weight, whatever its activations' scale. (The paper joins the features as they are.)</param>
internal sealed record EarthMoverTargets(IReadOnlyList<EarthMoverTarget> Paintings, IReadOnlyList<double> Scales) : IStyleTargets
{
    /// <summary>Runs the paintings through the network, each whole.</summary>
    /// <exception cref="InputException">A mask or region, which this style cannot have, or a picture that is too small.</exception>
    public static EarthMoverTargets Compute(PreparedNetwork network, LossPreset preset, IReadOnlyList<StyleSource> styles)
    {
        IStyleTargets.RequireWholePictures(preset, styles);
        IBackend backend = network.Backend;
        string[] layers = [.. preset.StyleLayers.Select(layer => NetworkDefinition.CanonicalName(layer.Layer))];
        double total = styles.Sum(style => style.Weight);
        double[] energies = new double[layers.Length];
        List<(Hypercolumns Grid, Tensor Columns)> read = [];
        List<EarthMoverTarget> paintings = [];
        try
        {
            foreach (StyleSource style in styles)
            {
                read.Add(Hypercolumns.Of(network, layers, style.Picture));
                read[^1].Grid.AddEnergies(read[^1].Columns, style.Weight / total, energies);
            }

            double[] scales = Hypercolumns.Scales(preset.StyleLayers, energies);
            for (int i = 0; i < styles.Count; i++)
            {
                for (int k = 0; k < scales.Length; k++)
                    read[i].Grid.Scale(k, scales[k], read[i].Columns);
                paintings.Add(EarthMoverTarget.Of(
                    backend, read[i].Columns, preset.Samples, styles[i].Weight / total, styles.Count > 1 ? $"style {i + 1}" : ""));
            }

            return new EarthMoverTargets(paintings, scales);
        }
        catch
        {
            foreach (EarthMoverTarget painting in paintings)
                painting.Dispose();
            throw;
        }
        finally
        {
            foreach ((Hypercolumns grid, Tensor columns) in read)
            {
                grid.Dispose();
                columns.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ILayerLoss> Losses(PreparedNetwork network, IFeatureNetwork features, LossPreset preset) =>
        [new EarthMoverStyleLoss(network.Backend, features, preset, this)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EarthMoverTarget painting in Paintings)
            painting.Dispose();
    }
}
