using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// f(x) and ∇f(x) of style transfer at one picture size: forward, losses, backward, total variation.
/// One synchronisation per evaluation.
/// </summary>
public sealed class StyleTransferObjective : IDisposable
{
    private readonly IBackend _backend;
    private readonly FeatureNetwork _network;
    private readonly ContentLoss[] _content;
    private readonly StyleLoss[] _style;
    private readonly TotalVariationLoss? _totalVariation;
    private readonly ScalarBuffer _results;
    private readonly double[] _values;
    private readonly FeatureGradient _contribution;

    /// <summary>Allocates everything an evaluation needs.</summary>
    /// <param name="network">The packed weights; outlive this object.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="targets">Taken over: disposed with this object.</param>
    /// <param name="image">(3, H, W) of the optimised picture.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public StyleTransferObjective(PreparedNetwork network, LossPreset preset, TransferTargets targets, TensorShape image)
    {
        _backend = network.Backend;
        _network = new FeatureNetwork(network, image, preset.Layers, withBackward: true);
        _content = [.. preset.ContentLayers.Select((layer, i) => new ContentLoss(
            _backend, NetworkDefinition.CanonicalName(layer.Layer), targets.Content[i], preset.ContentNormalization,
            layer.Weight * preset.ContentWeight))];
        _style = [.. preset.StyleLayers.Select((layer, i) => new StyleLoss(
            _backend, NetworkDefinition.CanonicalName(layer.Layer), targets.Style[i], _network.Features(layer.Layer).Shape, preset,
            layer.Weight * preset.StyleWeight))];
        _totalVariation = preset.TotalVariationWeight == 0 ? null : new TotalVariationLoss(_backend, preset, image);
        _results = _backend.AllocateScalars(_content.Length + _style.Length + 1);
        _values = new double[_results.Length];
        _contribution = AddGradients;
    }

    /// <summary>Memory of activations and gradients, in bytes.</summary>
    public long NetworkBytes => _network.SizeInBytes;

    /// <summary>The terms of the last evaluation.</summary>
    public LossReport Report => new(
    [
        .. _content.Select((loss, i) => new LossTerm(LossTermKind.Content, loss.Layer, _values[i])),
        .. _style.Select((loss, i) => new LossTerm(LossTermKind.Style, loss.Layer, _values[_content.Length + i])),
        new LossTerm(LossTermKind.TotalVariation, "", _values[^1]),
    ]);

    /// <summary>The loss at <paramref name="image"/>, and its gradient.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1].</param>
    /// <param name="gradImage">(3, H, W), overwritten.</param>
    /// <returns>The sum of all terms.</returns>
    public double Evaluate(Tensor image, Tensor gradImage)
    {
        _network.Forward(image);
        for (int i = 0; i < _content.Length; i++)
            _content[i].Evaluate(_network.Features(_content[i].Layer), _results, i);
        for (int i = 0; i < _style.Length; i++)
            _style[i].Evaluate(_network.Features(_style[i].Layer), _results, _content.Length + i);
        _network.Backward(_contribution, gradImage);
        _totalVariation?.EvaluateAndAccumulate(image, _results, _results.Length - 1, gradImage);
        _backend.Download(_results, _values);
        double total = 0;
        foreach (double value in _values)
            total += value;
        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _results.Dispose();
        foreach (ContentLoss loss in _content)
            loss.Dispose();
        foreach (StyleLoss loss in _style)
            loss.Dispose();
        _network.Dispose();
    }

    private void AddGradients(string layer, Tensor features, Tensor gradFeatures)
    {
        foreach (ContentLoss loss in _content)
        {
            if (loss.Layer == layer)
                loss.AccumulateGradient(features, gradFeatures);
        }

        foreach (StyleLoss loss in _style)
        {
            if (loss.Layer == layer)
                loss.AccumulateGradient(features, gradFeatures);
        }
    }
}
