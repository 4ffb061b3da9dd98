using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The losses that a preset and its targets ask for.</summary>
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
        if (preset.IsSelfSimilar)
            yield return new SelfSimilarityLoss(
                network.Backend, features, preset, [.. targets.Content.Select(target => target.Pieces.Single()!)]);
        for (int i = 0; i < preset.ContentLayers.Count && !preset.IsSelfSimilar; i++)
        {
            string layer = NetworkDefinition.CanonicalName(preset.ContentLayers[i].Layer);
            TensorShape shape = features.FeatureShape(layer);
            double weight = preset.ContentLayers[i].Weight * preset.ContentWeight;
            if (preset.NormalizeWeights)
                weight /= Math.Max(shape.Channels, Math.Max(shape.Height, shape.Width));
            LayerMask? mask = TransferTargets.ContentLayerMask(
                network, targets.ContentMask, layer, shape);
            ContentLoss loss = new(
                network.Backend, layer, targets.Content[i], weight, mask);
            yield return Normalized(network.Backend, features, preset, loss, weight);
        }

        foreach (ILayerLoss loss in targets.Style?.Losses(network, features, preset) ?? [])
            yield return loss;
    }

    /// <summary>A loss of one layer as the preset wants its gradient.</summary>
    public static ILayerLoss Normalized(
        IBackend backend, IFeatureNetwork features, LossPreset preset, ILayerLoss loss, double weight) =>
        preset.NormalizeGradients
            ? new NormalizedGradientLoss(backend, loss, weight, features.Pieces(loss.Layers[0]), features.Member)
            : loss;
}
