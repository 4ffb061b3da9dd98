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
    private readonly ObjectiveShares _shares;
    private readonly IPictureLoss[] _pictureLosses;
    private readonly int[] _pictureSlots;

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
        _pictureLosses = [.. targets.PictureLosses];
        if (preset.TotalVariationWeight != 0)
            _pictureLosses = [.. _pictureLosses, new TotalVariationLoss(network, preset, image)];
        _shares = new ObjectiveShares(network, preset, targets, image, tiles, _pictureLosses.Sum(loss => loss.Slots));
        _pictureSlots = [.. _pictureLosses.Select((_, i) => _shares.First.Slots + _pictureLosses.Take(i).Sum(loss => loss.Slots))];
        Renewed = [.. _shares.First.Losses.OfType<IRenewed>(), .. _pictureLosses.OfType<IRenewed>()];
    }

    /// <summary>
    /// Called after each tile of a tiled evaluation with the tiles done and the tiles in all, of the first device where several share
    /// them; may throw to stop it. A whole evaluation never calls.
    /// </summary>
    public Action<int, int>? OnTile
    {
        set => _shares.First.OnTile = value;
    }

    /// <summary>The parts of f that choose something anew from time to time.</summary>
    public IReadOnlyList<IRenewed> Renewed { get; }

    /// <summary>Memory of activations and gradients, in bytes.</summary>
    public long NetworkBytes => _shares.NetworkBytes;

    /// <summary>The terms of the last evaluation.</summary>
    public LossReport Report
    {
        get
        {
            List<LossTerm> terms = [];
            for (int i = 0; i < _shares.First.Losses.Count; i++)
            {
                foreach (LossTerm term in _shares.First.Losses[i].Terms(_shares.First.SlotsOf(i)))
                    terms.Add(term);
            }

            for (int i = 0; i < _pictureLosses.Length; i++)
                terms.Add(TermOfPicture(i));
            if (!_pictureLosses.OfType<TotalVariationLoss>().Any())
                terms.Add(new LossTerm(LossTermKind.TotalVariation, "", 0));
            return new LossReport(terms);
        }
    }

    /// <summary>The loss at <paramref name="image"/>, and its gradient.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1], as <see cref="PixelNormalization.Upload"/> brings it.</param>
    /// <param name="gradImage">(3, H, W), overwritten.</param>
    /// <returns>
    /// The sum of all terms; without the total variation if the preset keeps it to the gradient.
    /// </returns>
    public double Evaluate(Tensor image, Tensor gradImage)
    {
        _shares.Evaluate(image, gradImage);
        for (int i = 0; i < _pictureLosses.Length; i++)
            _pictureLosses[i].EvaluateAndAccumulate(image, _shares.First.Results, _pictureSlots[i], gradImage);
        _shares.Fetch();
        double total = 0;
        for (int i = 0; i < _shares.First.Losses.Count; i++)
            total += Sum(_shares.First.SlotsOf(i)) + _shares.First.Losses[i].HostValue;
        for (int i = 0; i < _pictureLosses.Length; i++)
            total += TermOfPicture(i).Value;
        return total;
    }

    /// <summary>From now on f is a function that has the ∇f of the last evaluation there, as <see cref="IStyleMeasure.HoldGradient"/>
    /// says.</summary>
    public void HoldGradients()
    {
        foreach (StyleLoss loss in _shares.First.Losses.OfType<StyleLoss>())
            loss.HoldGradient();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shares.Dispose();
        foreach (IPictureLoss loss in _pictureLosses)
            loss.Dispose();
    }

    private LossTerm TermOfPicture(int loss) =>
        _pictureLosses[loss].Term(_shares.First.Values.AsSpan(_pictureSlots[loss], _pictureLosses[loss].Slots));

    private static double Sum(ArraySegment<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
