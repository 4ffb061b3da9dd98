using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// What the losses compare with: the content picture's feature maps and the style pictures' statistics.
/// Each picture goes through the network once, in memory that is given back at once.
/// </summary>
internal sealed class TransferTargets : IDisposable
{
    private readonly List<ContentTarget> _content = [];
    private readonly List<IPictureLoss> _pictureLosses = [];

    private TransferTargets(Mask? contentMask) => ContentMask = contentMask;

    /// <summary>
    /// In the order of the preset's content layers; masked where there is a mask.
    /// </summary>
    public IReadOnlyList<ContentTarget> Content => _content;

    /// <summary>Where in the result the content counts; null for everywhere.</summary>
    public Mask? ContentMask { get; }

    /// <summary>What the style losses draw to; null where the preset has none.</summary>
    public IStyleTargets? Style { get; private set; }

    /// <summary>The losses of the result's own pixels that have a target.</summary>
    public IReadOnlyList<IPictureLoss> PictureLosses => _pictureLosses;

    /// <summary>Runs both pictures through the network; a picture no layer asks for is not run.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="content">At the size of the optimised picture.</param>
    /// <param name="style">Any size.</param>
    /// <param name="tiles">How to cut the pictures, as for the objective; null runs them whole.</param>
    /// <exception cref="InputException">A layer is missing, or a picture is too small.</exception>
    public static TransferTargets Compute(
        PreparedNetwork network, LossPreset preset, RgbImage content, RgbImage style, TilePlan? tiles = null) =>
        Compute(network, preset, content, [new StyleSource(style)], tiles: tiles);

    /// <summary>Runs all pictures through the network; a picture no layer asks for is not run.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="content">What is shown, at the result's size.</param>
    /// <param name="styles">At least one.</param>
    /// <param name="contentMask">
    /// Where in the result the content counts; null for everywhere. Of the content's size.
    /// </param>
    /// <param name="tiles">How to cut the pictures, as for the objective; null runs them whole.</param>
    /// <param name="attraction">A picture that the result's pixels are drawn to, of the content's size; null for none.</param>
    /// <exception cref="InputException">
    /// A layer is missing, a picture is too small, or a mask leaves nothing of it.
    /// </exception>
    public static TransferTargets Compute(
        PreparedNetwork network, LossPreset preset, RgbImage content, IReadOnlyList<StyleSource> styles, Mask? contentMask = null,
        TilePlan? tiles = null, RgbImage? attraction = null)
    {
        if (preset.IsSelfSimilar && contentMask is not null)
            throw new InputException(
                "content kind self-similarity works on whole pictures: take no content mask and no transparent photo, or content kind "
                    + "features.");
        TransferTargets targets = new(contentMask);
        try
        {
            targets.AddContent(network, preset, content, tiles);
            if (preset.StyleLayers.Count > 0)
            {
                targets.Style = preset.StyleKind switch
                {
                    StyleKind.Nearest => NearestTargets.Compute(network, preset, styles),
                    StyleKind.EarthMover => EarthMoverTargets.Compute(network, preset, styles),
                    StyleKind.Sliced => SlicedTargets.Compute(network, preset, content.Shape, styles),
                    _ => StyleTerms.Compute(network, preset, styles, tiles),
                };
                if (preset.StyleKind == StyleKind.EarthMover)
                    targets._pictureLosses.Add(new PaletteLoss(network, preset, content.Shape, styles));
            }

            if (preset.LaplacianWeight != 0)
                targets._pictureLosses.Add(new LaplacianLoss(network, preset, content));
            if (attraction is not null && preset.AttractionWeight != 0)
                targets._pictureLosses.Add(new AttractionLoss(network, preset, attraction));

            return targets;
        }
        catch
        {
            targets.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What another device of a team compares its tiles with: its pieces of the content, which are no longer here, and all styles. The
    /// losses of the whole picture stay here.
    /// </summary>
    /// <param name="from">Where these lie.</param>
    /// <param name="device">The other device.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="features">The network on it, at the result's size.</param>
    internal TransferTargets DealTo(IBackend from, IBackend device, LossPreset preset, IFeatureNetwork features)
    {
        TransferTargets dealt = new(ContentMask) { Style = (Style as StyleTerms)?.CopyTo(from, device) };
        for (int i = 0; i < _content.Count; i++)
        {
            Tensor?[] kept = [.. _content[i].Pieces], given = new Tensor?[kept.Length];
            for (int piece = 0; piece < kept.Length; piece++)
            {
                if (kept[piece] is not { } tensor || !features.Owns(preset.ContentLayers[i].Layer, piece))
                    continue;
                // What is on the host is at hand for every device.
                if (tensor is not ScratchTensor)
                {
                    given[piece] = DeviceGroup.Copy(tensor, from, device, TensorRole.ContentTarget);
                    tensor.Dispose();
                }

                (given[piece], kept[piece]) = (given[piece] ?? tensor, null);
            }

            dealt._content.Add(_content[i] with { Pieces = given });
            _content[i] = _content[i] with { Pieces = kept };
        }

        return dealt;
    }

    /// <summary>Gives the content's pieces back that other devices would hold, where there are none: in a rehearsal.</summary>
    internal void Keep(LossPreset preset, IFeatureNetwork features)
    {
        for (int i = 0; i < _content.Count; i++)
        {
            IEnumerable<Tensor?> kept = _content[i].Pieces.Select((tensor, piece) =>
                tensor is ScratchTensor || features.Owns(preset.ContentLayers[i].Layer, piece) ? tensor : null);
            Tensor?[] pieces = [.. kept];
            foreach (Tensor? other in _content[i].Pieces.Except(pieces))
                other?.Dispose();
            _content[i] = _content[i] with { Pieces = pieces };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ContentTarget target in _content)
            target.Dispose();
        Style?.Dispose();
        foreach (IPictureLoss loss in _pictureLosses)
            loss.Dispose();
    }

    /// <summary>Runs a picture through a network.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="features">The network at the picture's size.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="visit">Reads the features.</param>
    internal static void Run(
        PreparedNetwork network, IFeatureNetwork features, RgbImage picture, FeatureVisitor visit)
    {
        using Tensor image = network.Backend.Allocate("picture", picture.Shape, TensorRole.Vector);
        network.Normalization.Upload(network.Backend, picture.Data, image);
        features.Forward(image, visit);
        network.Backend.Synchronize();
    }

    /// <summary>T of a content layer; null for all positions alike.</summary>
    internal static LayerMask? ContentLayerMask(
        PreparedNetwork network, Mask? mask, string layer, TensorShape features) => mask is null
        ? null
        : LayerMask.Root(
            network.Backend, $"content mask at {layer}", MaskPyramid.At(network, mask, layer, features));

    private void AddContent(PreparedNetwork network, LossPreset preset, RgbImage picture, TilePlan? tiles)
    {
        if (preset.ContentLayers.Count == 0)
            return;
        IBackend backend = network.Backend;
        string[] layers = [.. preset.ContentLayers.Select(l => NetworkDefinition.CanonicalName(l.Layer))];
        List<Tensor>[] pieces = [.. layers.Select(_ => new List<Tensor>())];
        // What is computed until something fails is disposed with this object.
        _content.AddRange(pieces.Select(layer => new ContentTarget(layer, 1)));
        using IFeatureNetwork features = FeatureNetworkFactory.Create(
            network, picture.Shape, layers, withBackward: false, tiles);
        LayerMask?[] masks = [.. layers.Select(
            layer => ContentLayerMask(network, ContentMask, layer, features.FeatureShape(layer)))];
        Run(network, features, picture, (layer, window, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] != layer)
                    continue;
                Tensor copy = backend.Allocate($"content target {layer}", map.Shape, TensorRole.ContentTarget);
                pieces[i].Add(copy);
                if (masks[i] is { } mask)
                    backend.MaskMultiply(map, mask.Of(window, map.Shape), copy);
                else
                    backend.Copy(map, copy);
            }
        });
        foreach (LayerMask? mask in masks)
            mask?.Dispose();
        for (int i = 0; i < layers.Length && !preset.IsSelfSimilar; i++)
            _content[i] = new ContentTarget(pieces[i], ContentTarget.FactorOf(backend, pieces[i], preset.ContentNormalization));
    }
}
