using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · Σ(G − A)² of Gram matrices, ∂L/∂G = 2·factor·(G − A). G = m, or with the mean: G = m − κμμᵀ
/// (centred), G = m − κμμᵀ + κ(μ+s)(μ+s)ᵀ = κ·E[(f+s)(f+s)ᵀ] (shifted). Then ∂L/∂m = D = ∂L/∂G, and ∂L/∂μ =
/// −2κDμ (centred) or 2κs·D·1 (shifted).
/// </summary>
internal sealed class GramMeasure : IStyleMeasure
{
    private static readonly double[] s_difference = [1, -1];

    private readonly IBackend _backend;
    private readonly MeanCorrection? _correction;
    private readonly Tensor _target;
    private readonly Tensor _difference;
    private readonly Tensor? _gram;
    private readonly double _factor;

    /// <summary>Makes A from the style's statistics.</summary>
    /// <param name="backend">Where they lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">The style's statistics; owned by this object from now on.</param>
    /// <param name="preset">Kind, shift and normalisations.</param>
    /// <param name="weight">Weight of the term.</param>
    public GramMeasure(IBackend backend, string layer, StyleTarget target, LossPreset preset, double weight)
    {
        _backend = backend;
        _target = target.Moment;
        if (preset.StyleKind != StyleKind.Gram)
        {
            _correction = new MeanCorrection(backend, layer, preset, target.Mean!.Shape);
            _gram = backend.Allocate($"Gram matrix of {layer}, corrected", _target.Shape, TensorRole.Statistic);
            _correction.Apply(target.Moment, target.Mean, _target);
            target.Mean.Dispose();
        }

        _difference = backend.Allocate($"Gram difference of {layer}", _target.Shape, TensorRole.Statistic);
        _factor = weight * Factor(backend, _target, preset.StyleNormalization);
    }

    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public double HostValue => 0;

    /// <inheritdoc/>
    public Tensor GradMoment => _difference;

    /// <inheritdoc/>
    public double MomentScale => 2 * _factor;

    /// <inheritdoc/>
    public Tensor? GradMean => _correction?.GradMean;

    /// <inheritdoc/>
    public void Evaluate(Tensor moment, Tensor? mean, ScalarBuffer results, int slot)
    {
        Tensor gram = moment;
        if (_correction is not null)
        {
            gram = _gram!;
            _correction.Apply(moment, mean!, gram);
        }

        _backend.SquaredDistance(gram, _target, _factor, results, slot);
        _backend.LinearCombination(s_difference, [gram, _target], _difference);
        _correction?.Differentiate(_difference, MomentScale, mean!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _difference.Dispose();
        _gram?.Dispose();
        _correction?.Dispose();
    }

    private static double Factor(
        IBackend backend, Tensor target, StyleNormalization normalization) => normalization switch
    {
        StyleNormalization.Sum => 1,
        StyleNormalization.Mean => 1.0 / target.Shape.Length,
        StyleNormalization.MeanOverWidthSquared => 1.0 / target.Shape.Length / target.Shape.Length,
        StyleNormalization.QuarterMean => 0.25 / target.Shape.Length,
        StyleNormalization.Relative => 1 / TargetEnergy.OrOne(backend, target),
        _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
    };
}
