using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// What the losses compare with: the content picture's feature maps and the style picture's Gram matrices.
/// Each picture goes through the network once, in memory that is given back at once.
/// </summary>
public sealed class TransferTargets : IDisposable
{
    private readonly List<Tensor> _content = [];
    private readonly List<Tensor> _style = [];

    private TransferTargets()
    {
    }

    /// <summary>P, in the order of the preset's content layers.</summary>
    public IReadOnlyList<Tensor> Content => _content;

    /// <summary>A, in the order of the preset's style layers, with the preset's divisor.</summary>
    public IReadOnlyList<Tensor> Style => _style;

    /// <summary>Runs both pictures through the network; a picture no layer asks for is not run.</summary>
    /// <exception cref="InputException">A layer is missing, or a picture is too small.</exception>
    public static TransferTargets Compute(PreparedNetwork network, LossPreset preset, RgbImage content, RgbImage style)
    {
        TransferTargets targets = new();
        try
        {
            targets.Add(network, content, preset.ContentLayers, targets._content, CopyOf);
            targets.Add(network, style, preset.StyleLayers, targets._style, (backend, features) => GramOf(backend, features, preset));
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
        foreach (Tensor tensor in _content.Concat(_style))
            tensor.Dispose();
    }

    private static Tensor CopyOf(IBackend backend, Tensor features)
    {
        Tensor copy = backend.Allocate($"content target {features.Name}", features.Shape);
        backend.Copy(features, copy);
        return copy;
    }

    private static Tensor GramOf(IBackend backend, Tensor features, LossPreset preset)
    {
        Tensor gram = backend.Allocate($"style target {features.Name}", TensorShape.Matrix(features.Shape.Channels));
        backend.GramForward(features, StyleLoss.GramScale(preset.GramNormalization, features.Shape), gram);
        return gram;
    }

    private void Add(
        PreparedNetwork network, RgbImage picture, IReadOnlyList<LayerWeight> layers, List<Tensor> targets,
        Func<IBackend, Tensor, Tensor> targetOf)
    {
        if (layers.Count == 0)
            return;
        IBackend backend = network.Backend;
        TensorShape shape = new(3, picture.Height, picture.Width);
        using FeatureNetwork features = new(network, shape, layers.Select(l => l.Layer), withBackward: false);
        using Tensor image = backend.Allocate("picture", shape);
        backend.Upload(picture.Data, image);
        features.Forward(image);
        foreach (LayerWeight layer in layers)
            targets.Add(targetOf(backend, features.Features(layer.Layer)));
        backend.Synchronize();
    }
}
