using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The paintings' features, projected on random directions and sorted, as many quantiles as the result has positions.</summary>
/// <param name="layers">In the order of the preset.</param>
internal sealed class SlicedTargets(IReadOnlyList<SlicedLayer> layers) : IStyleTargets
{
    /// <summary>Runs the paintings through the network, each whole.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="preset">Style layers, weights and number of directions.</param>
    /// <param name="image">(3, H, W) of the result.</param>
    /// <param name="styles">At least one.</param>
    /// <exception cref="InputException">A mask or region, which this style cannot have, or a picture that is too small.</exception>
    public static SlicedTargets Compute(
        PreparedNetwork network, LossPreset preset, TensorShape image, IReadOnlyList<StyleSource> styles)
    {
        IStyleTargets.RequireWholePictures(preset, styles);
        TensorShape[] shapes = FeatureNetwork.Shapes(network, image);
        PaintingQuantiles[] quantiles = [.. preset.StyleLayers.Select((layer, seed) =>
        {
            string name = NetworkDefinition.CanonicalName(layer.Layer);
            return new PaintingQuantiles(
                network.Backend, name, shapes[network.Definition.IndexOf(name)], preset.Directions, seed, styles[0].Picture.IsOutline);
        })];
        try
        {
            double total = styles.Sum(style => style.Weight);
            foreach (StyleSource style in styles)
                Add(network, quantiles, style.Picture, style.Weight / total);
            return new SlicedTargets([.. quantiles.Select(
                (layer, i) => layer.Take(preset.StyleLayers[i].Weight * preset.StyleWeight, preset.StyleBlend))]);
        }
        catch
        {
            foreach (PaintingQuantiles layer in quantiles)
                layer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ILayerLoss> Losses(PreparedNetwork network, IFeatureNetwork features, LossPreset preset) =>
        [new SlicedStyleLoss(network.Backend, layers)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SlicedLayer layer in layers)
            layer.Dispose();
    }

    private static void Add(PreparedNetwork network, PaintingQuantiles[] layers, RgbImage picture, double share)
    {
        using FeatureNetwork features = new(network, picture.Shape, [.. layers.Select(layer => layer.Name)], withBackward: false);
        TransferTargets.Run(network, features, picture, (name, _, map) =>
        {
            foreach (PaintingQuantiles layer in layers)
            {
                if (layer.Name == name)
                    layer.Add(map, share, picture.IsOutline);
            }
        });
    }
}
