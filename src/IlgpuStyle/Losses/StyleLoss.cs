using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A style term: the statistics of one layer's features, over the whole map or a region of it, compared with
/// a style's. For Gram matrices G = n·F·Fᵀ the gradient is ∂L/∂F = 4·n·factor·(G − A)·F (Gatys et al. 2016,
/// equation 6, without its clipping at F &lt; 0: the ReLU's own backward does that).
/// </summary>
internal sealed class StyleLoss : ILayerLoss
{
    private readonly string _part;
    private readonly FeatureStatistics _statistics;
    private readonly IStyleMeasure _measure;

    /// <summary>Joins the two.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="part">Which of the layer's style terms, such as "style 2, region 1"; empty if there is one.</param>
    /// <param name="statistics">Of the picture; owned by this object from now on.</param>
    /// <param name="measure">Holds the style's; owned by this object from now on.</param>
    public StyleLoss(string layer, string part, FeatureStatistics statistics, IStyleMeasure measure)
    {
        Layers = [layer];
        _part = part;
        _statistics = statistics;
        _measure = measure;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers { get; }

    /// <inheritdoc/>
    public int Slots => _measure.Slots;

    /// <inheritdoc/>
    public double HostValue => _measure.HostValue;

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) =>
        [new(LossTermKind.Style, Layers[0], slots.Sum() + HostValue, _part)];

    /// <inheritdoc/>
    public void Begin() => _statistics.Begin();

    /// <inheritdoc/>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _statistics.Add(features, window);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot)
    {
        _statistics.Complete();
        _measure.Evaluate(_statistics.Moment, _statistics.Mean, results, slot);
    }

    /// <inheritdoc cref="IStyleMeasure.HoldGradient"/>
    public void HoldGradient() => _measure.HoldGradient();

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot) =>
        _statistics.AccumulateGradient(
            features, window, _measure.GradMoment, _measure.MomentScale, _measure.GradMean, gradFeatures);

    /// <inheritdoc/>
    public void Dispose()
    {
        _statistics.Dispose();
        _measure.Dispose();
    }
}
