using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// What the losses compare with: the content picture's feature maps and the style picture's Gram matrices.
/// Each picture goes through the network once, in memory that is given back at once.
/// </summary>
public sealed class TransferTargets : IDisposable
{
    private readonly List<IReadOnlyList<Tensor>> _content = [];
    private readonly List<Tensor> _style = [];

    private TransferTargets()
    {
    }

    /// <summary>P, in the order of the preset's content layers, each piece by piece as the network hands out the layer.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Content => _content;

    /// <summary>A, in the order of the preset's style layers, with the preset's divisor.</summary>
    public IReadOnlyList<Tensor> Style => _style;

    /// <summary>Runs both pictures through the network; a picture no layer asks for is not run.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="content">At the size of the optimised picture.</param>
    /// <param name="style">Any size.</param>
    /// <param name="tiles">How to cut the pictures, as for the objective; null runs them whole.</param>
    /// <exception cref="InputException">A layer is missing, or a picture is too small.</exception>
    public static TransferTargets Compute(
        PreparedNetwork network, LossPreset preset, RgbImage content, RgbImage style, TilePlan? tiles = null)
    {
        TransferTargets targets = new();
        try
        {
            targets.AddContent(network, preset, content, tiles);
            targets.AddStyle(network, preset, style, tiles);
            return targets;
        }
        catch
        {
            targets.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _content.SelectMany(pieces => pieces).Concat(_style))
            tensor.Dispose();
    }

    private void AddContent(PreparedNetwork network, LossPreset preset, RgbImage picture, TilePlan? tiles)
    {
        if (preset.ContentLayers.Count == 0)
            return;
        IBackend backend = network.Backend;
        string[] layers = [.. preset.ContentLayers.Select(l => NetworkDefinition.CanonicalName(l.Layer))];
        List<Tensor>[] pieces = [.. layers.Select(_ => new List<Tensor>())];
        _content.AddRange(pieces);
        using IFeatureNetwork features = FeatureNetworkFactory.Create(network, picture.Shape, layers, withBackward: false, tiles);
        Run(backend, features, picture, (layer, _, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] != layer)
                    continue;
                Tensor copy = backend.Allocate($"content target {layer}", map.Shape);
                pieces[i].Add(copy);
                backend.Copy(map, copy);
            }
        });
    }

    private void AddStyle(PreparedNetwork network, LossPreset preset, RgbImage picture, TilePlan? tiles)
    {
        if (preset.StyleLayers.Count == 0)
            return;
        IBackend backend = network.Backend;
        string[] layers = [.. preset.StyleLayers.Select(l => NetworkDefinition.CanonicalName(l.Layer))];
        using IFeatureNetwork features = FeatureNetworkFactory.Create(network, picture.Shape, layers, withBackward: false, tiles);
        GramSum[] sums = [.. layers.Select(layer => NewSum(backend, features, layer, preset))];
        _style.AddRange(sums.Select(sum => sum.Gram));
        Run(backend, features, picture, (layer, _, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] == layer)
                    sums[i].Add(map);
            }
        });
        foreach (GramSum sum in sums)
            sum.Take();
    }

    private static GramSum NewSum(IBackend backend, IFeatureNetwork network, string layer, LossPreset preset)
    {
        TensorShape shape = network.FeatureShape(layer);
        double scale = StyleLoss.GramScale(preset.GramNormalization, shape);
        return new GramSum(backend, $"style target {layer}", shape.Channels, scale, network.Pieces(layer));
    }

    private static void Run(IBackend backend, IFeatureNetwork network, RgbImage picture, FeatureVisitor visit)
    {
        using Tensor image = backend.Allocate("picture", picture.Shape);
        backend.Upload(picture.Data, image);
        network.Forward(image, visit);
        backend.Synchronize();
    }
}
