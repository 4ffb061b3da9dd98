using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// What turns a moment into a centred or shifted Gram matrix, and its derivative; formulas:
/// <see cref="GramMeasure"/>.
/// </summary>
internal sealed class MeanCorrection : IDisposable
{
    private readonly IBackend _backend;
    private readonly bool _isShifted;
    private readonly double _shift;
    private readonly double _kappa;
    private readonly Tensor _outer;
    private readonly Tensor _shiftedOuter;
    private readonly Tensor _shiftedMean;
    private readonly Tensor _ones;

    /// <summary>Allocates what it needs for C channels.</summary>
    public MeanCorrection(IBackend backend, string layer, LossPreset preset, TensorShape mean)
    {
        _backend = backend;
        _isShifted = preset.StyleKind == StyleKind.ShiftedGram;
        _shift = preset.ActivationShift;
        _kappa = preset.MomentScale(mean.Channels);
        TensorShape matrix = TensorShape.Matrix(mean.Channels);
        _outer = backend.Allocate($"Gram matrix of the mean of {layer}", matrix, TensorRole.Statistic);
        _shiftedOuter = backend.Allocate($"Gram matrix of the shifted mean of {layer}", matrix, TensorRole.Statistic);
        _shiftedMean = backend.Allocate($"Gram mean of {layer}, shifted", mean, TensorRole.Statistic);
        _ones = backend.Allocate($"Gram ones of {layer}", mean, TensorRole.Statistic);
        GradMean = backend.Allocate($"Gram mean of {layer}, gradient", mean, TensorRole.Statistic);
        backend.Fill(_ones, 1);
    }

    /// <summary>∂L/∂μ after <see cref="Differentiate"/>.</summary>
    public Tensor GradMean { get; }

    /// <summary>gram = moment − κμμᵀ, + κ(μ+s)(μ+s)ᵀ if shifted; gram may be the moment.</summary>
    public void Apply(Tensor moment, Tensor mean, Tensor gram)
    {
        _backend.GramForward(mean, _kappa, _outer);
        if (!_isShifted)
        {
            _backend.LinearCombination([1, -1], [moment, _outer], gram);
            return;
        }

        _backend.LinearCombination([1, _shift], [mean, _ones], _shiftedMean);
        _backend.GramForward(_shiftedMean, _kappa, _shiftedOuter);
        _backend.LinearCombination([1, -1, 1], [moment, _outer, _shiftedOuter], gram);
    }

    /// <summary>GradMean = ∂L/∂μ for D = scale · difference.</summary>
    public void Differentiate(Tensor difference, double scale, Tensor mean)
    {
        _backend.Fill(GradMean, 0);
        if (_isShifted)
            _backend.GramBackwardAccumulate(difference, _ones, 2 * _kappa * _shift * scale, GradMean);
        else
            _backend.GramBackwardAccumulate(difference, mean, -2 * _kappa * scale, GradMean);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outer.Dispose();
        _shiftedOuter.Dispose();
        _shiftedMean.Dispose();
        _ones.Dispose();
        GradMean.Dispose();
    }
}
