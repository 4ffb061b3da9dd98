using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// f(x) and ∇f(x) of style transfer at one picture size: forward, losses, backward, total variation.
/// One synchronisation per evaluation.
/// </summary>
internal sealed class StyleTransferObjective : IDisposable
{
    private readonly IBackend _backend;
    private readonly IFeatureNetwork _network;
    private readonly ILayerLoss[] _losses;
    private readonly int[] _slots;
    private readonly IPictureLoss[] _pictureLosses;
    private readonly int[] _pictureSlots;
    private readonly ScalarBuffer _results;
    private readonly double[] _values;
    private readonly FeatureVisitor _visitor;
    private readonly FeatureGradient _contribution;

    // Terms whose gradient's norm takes a pass of its own, and the tiles of the passes before the current
    // one.
    private readonly NormalizedGradientLoss[] _measured;
    private readonly FeatureVisitor _measure;
    private int _tilesBefore;

    /// <summary>Allocates everything an evaluation needs.</summary>
    /// <param name="network">The packed weights; outlive this object.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="targets">Taken over: disposed with this object.</param>
    /// <param name="image">(3, H, W) of the optimised picture.</param>
    /// <param name="tiles">How to cut the evaluation, as for the targets; null keeps all activations.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public StyleTransferObjective(
        PreparedNetwork network, LossPreset preset, TransferTargets targets, TensorShape image, TilePlan? tiles = null)
    {
        _backend = network.Backend;
        _network = FeatureNetworkFactory.Create(network, image, preset.Layers, withBackward: true, tiles);
        _losses = [.. ObjectiveTerms.Of(network, _network, preset, targets)];
        _slots = [.. _losses.Select((_, i) => _losses.Take(i).Sum(loss => loss.Slots))];
        _pictureLosses = [.. targets.PictureLosses];
        if (preset.TotalVariationWeight != 0)
            _pictureLosses = [.. _pictureLosses, new TotalVariationLoss(network, preset, image)];
        int slots = _losses.Sum(loss => loss.Slots);
        _pictureSlots = [.. _pictureLosses.Select((_, i) => slots + _pictureLosses.Take(i).Sum(loss => loss.Slots))];
        Renewed = [.. _losses.OfType<IRenewed>(), .. _pictureLosses.OfType<IRenewed>()];
        _results = _backend.AllocateScalars(Math.Max(1, slots + _pictureLosses.Sum(loss => loss.Slots)));
        _values = new double[_results.Length];
        _visitor = Accumulate;
        _contribution = AddGradients;
        _measured = [.. _losses.OfType<NormalizedGradientLoss>().Where(loss => loss.IsInPieces)];
        _measure = Measure;
    }

    /// <summary>
    /// Called after each tile of a tiled evaluation with the tiles done and the tiles in all; may throw to
    /// stop it. A whole evaluation never calls.
    /// </summary>
    public Action<int, int>? OnTile
    {
        set
        {
            if (_network is TiledFeatureNetwork tiled)
                tiled.OnTile = value is null
                    ? null
                    : (done, count) => value(
                        done + _tilesBefore, count + (_measured.Length > 0 ? count / 2 : 0));
        }
    }

    /// <summary>The parts of f that choose something anew from time to time.</summary>
    public IReadOnlyList<IRenewed> Renewed { get; }

    /// <summary>Memory of activations and gradients, in bytes.</summary>
    public long NetworkBytes => _network.SizeInBytes;

    /// <summary>The terms of the last evaluation.</summary>
    public LossReport Report => new(
    [
        .. _losses.SelectMany((loss, i) => loss.Terms(new(_values, _slots[i], loss.Slots))),
        .. _pictureLosses.Select((_, i) => TermOfPicture(i)),
        .. _pictureLosses.OfType<TotalVariationLoss>().Any() ? (LossTerm[])[] : [new LossTerm(LossTermKind.TotalVariation, "", 0)],
    ]);

    /// <summary>The loss at <paramref name="image"/>, and its gradient.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1], as <see cref="PixelNormalization.Upload"/> brings it.</param>
    /// <param name="gradImage">(3, H, W), overwritten.</param>
    /// <returns>
    /// The sum of all terms; without the total variation if the preset keeps it to the gradient.
    /// </returns>
    public double Evaluate(Tensor image, Tensor gradImage)
    {
        _tilesBefore = 0;
        foreach (ILayerLoss loss in _losses)
            loss.Begin();
        _network.Forward(image, _visitor);
        for (int i = 0; i < _losses.Length; i++)
            _losses[i].Finish(_results, _slots[i]);
        if (_measured.Length > 0)
        {
            _tilesBefore = (_network as TiledFeatureNetwork)?.Tiles ?? 0;
            _network.Forward(image, _measure);
        }

        _network.Backward(image, _contribution, gradImage);
        for (int i = 0; i < _pictureLosses.Length; i++)
            _pictureLosses[i].EvaluateAndAccumulate(image, _results, _pictureSlots[i], gradImage);
        _backend.Download(_results, _values);
        double total = 0;
        for (int i = 0; i < _losses.Length; i++)
            total += ValueOf(i);
        for (int i = 0; i < _pictureLosses.Length; i++)
            total += TermOfPicture(i).Value;
        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _results.Dispose();
        foreach (ILayerLoss loss in _losses)
            loss.Dispose();
        foreach (IPictureLoss loss in _pictureLosses)
            loss.Dispose();
        _network.Dispose();
    }

    private double ValueOf(int loss) => Sum(_slots[loss], _losses[loss].Slots) + _losses[loss].HostValue;

    private LossTerm TermOfPicture(int loss) =>
        _pictureLosses[loss].Term(_values.AsSpan(_pictureSlots[loss], _pictureLosses[loss].Slots));

    private double Sum(int first, int count)
    {
        double sum = 0;
        for (int slot = first; slot < first + count; slot++)
            sum += _values[slot];
        return sum;
    }

    private void Accumulate(string layer, FeatureWindow window, Tensor features)
    {
        for (int i = 0; i < _losses.Length; i++)
        {
            if (_losses[i].Layers.Contains(layer))
                _losses[i].Accumulate(layer, features, window, _results, _slots[i]);
        }
    }

    private void Measure(string layer, FeatureWindow window, Tensor features)
    {
        foreach (NormalizedGradientLoss loss in _measured)
        {
            if (loss.Layers.Contains(layer))
                loss.Measure(features, window);
        }
    }

    private void AddGradients(string layer, FeatureWindow window, Tensor features, Tensor gradFeatures)
    {
        foreach (ILayerLoss loss in _losses)
        {
            if (loss.Layers.Contains(layer))
                loss.AccumulateGradient(layer, features, window, gradFeatures);
        }
    }
}
