using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The layer terms that a preset and its targets ask for.</summary>
internal static class ObjectiveTerms
{
    /// <summary>Content terms, then style terms, layer by layer; they take the targets over.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="features">The network at the result's size.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="targets">What is compared with.</param>
    /// <exception cref="InputException">A region leaves nothing of a layer.</exception>
    public static IEnumerable<ILayerLoss> Of(
        PreparedNetwork network, IFeatureNetwork features, LossPreset preset, TransferTargets targets)
    {
        for (int i = 0; i < preset.ContentLayers.Count; i++)
        {
            string layer = NetworkDefinition.CanonicalName(preset.ContentLayers[i].Layer);
            TensorShape shape = features.FeatureShape(layer);
            double weight = preset.ContentLayers[i].Weight * preset.ContentWeight;
            if (preset.NormalizeWeights)
                weight /= Math.Max(shape.Channels, Math.Max(shape.Height, shape.Width));
            LayerMask? mask = TransferTargets.ContentLayerMask(
                network, targets.ContentMask, layer, shape);
            ContentLoss loss = new(
                network.Backend, layer, targets.Content[i], preset.ContentNormalization, weight, mask);
            yield return Normalized(network.Backend, features, preset, loss, weight);
        }

        foreach (StyleTerm term in targets.Style)
        {
            string layer = NetworkDefinition.CanonicalName(preset.StyleLayers[term.Layer].Layer);
            double weight = preset.StyleLayers[term.Layer].Weight * preset.StyleWeight * term.Share;
            if (preset.NormalizeWeights)
                weight /= features.FeatureShape(layer).Channels;
            FeatureStatistics statistics = StyleTerms.NewStatistics(
                network, features, preset, layer, $"Gram matrix of {layer}", term.Region, "a region of the result");
            StyleLoss loss = new(
                layer, term.Part, statistics, Measure(network.Backend, layer, term.Target, preset, weight));
            yield return Normalized(network.Backend, features, preset, loss, weight);
        }
    }

    private static IStyleMeasure Measure(
        IBackend backend, string layer, StyleTarget target, LossPreset preset, double weight) =>
        preset.StyleKind == StyleKind.Wasserstein
            ? new WassersteinMeasure(backend, layer, target, weight)
            : new GramMeasure(backend, layer, target, preset, weight);

    private static ILayerLoss Normalized(
        IBackend backend, IFeatureNetwork features, LossPreset preset, ILayerLoss loss, double weight) =>
        preset.NormalizeGradients
            ? new NormalizedGradientLoss(backend, loss, weight, features.Pieces(loss.Layer))
            : loss;
}
