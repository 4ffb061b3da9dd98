using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// Adam, algorithm 1 of Kingma &amp; Ba, "Adam: a method for stochastic optimization" (ICLR 2015).
/// <para>
/// With g = ∇f(x), in step t = 1, 2, …: m ← β₁m + (1−β₁)g (first moment), v ← β₂v + (1−β₂)g² (second moment,
/// per element), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ), x ← x − α·m̂/(√v̂ + ε); then x is clamped to the box, if
/// there is one, and α ← α·<see cref="AdamOptions.LearningRateDecay"/>.
/// </para>
/// One evaluation a step, two in the first. Memory: four vectors (g, m, v, previous x).
/// </summary>
internal sealed class AdamOptimizer : IOptimizer
{
    private readonly IBackend _backend;
    private readonly AdamOptions _options;
    private readonly GuardedDescent _descent;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private int _stepCount;
    private double _decayed = 1;

    /// <summary>Allocates the moments, zero at first.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdamOptimizer(IBackend backend, TensorShape shape, AdamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LearningRateDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LearningRateDecay, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Beta1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Beta2, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Epsilon);
        _backend = backend;
        _options = options;
        _descent = new GuardedDescent(backend, shape, options.Box, options.GradientTolerance);
        _firstMoment = backend.Allocate("first moment", shape, TensorRole.Vector);
        _secondMoment = backend.Allocate("second moment", shape, TensorRole.Vector);
    }

    private double LearningRate => _options.LearningRate * _decayed * _descent.StepScale;

    /// <inheritdoc/>
    public OptimizerStep Start(Objective objective, Tensor x) => _descent.Start(objective, x);

    /// <inheritdoc/>
    public OptimizerStep Step(Objective objective, Tensor x) =>
        _descent.Step(objective, x, LearningRate, Move);

    /// <inheritdoc/>
    public void Restart(double stepFactor)
    {
        _descent.Restart(stepFactor);
        _backend.Fill(_firstMoment, 0);
        _backend.Fill(_secondMoment, 0);
        _stepCount = 0;
    }

    /// <summary>m, v and t as they are now.</summary>
    public AdamMoments Moments()
    {
        AdamMoments moments = new(
            _firstMoment.Shape, new float[_firstMoment.Shape.Length], new float[_firstMoment.Shape.Length], _stepCount);
        _backend.Download(_firstMoment, moments.First);
        _backend.Download(_secondMoment, moments.Second);
        return moments;
    }

    /// <summary>Goes on with another optimiser's moments in place of none.</summary>
    /// <param name="moments">Of x's shape.</param>
    /// <param name="free">
    /// (1, H, W), 0 where x is to stay what it is and the gradient is 0; null where it is free everywhere.
    /// </param>
    public void Adopt(AdamMoments moments, Tensor? free = null)
    {
        ShapeGuard.Has("Adam's moments", _firstMoment, moments.Shape);
        _backend.Upload(moments.First, _firstMoment);
        _backend.Upload(moments.Second, _secondMoment);
        _stepCount = moments.StepCount;
        if (free is not null)
            _backend.MaskMultiply(_firstMoment, free, _firstMoment);
    }

    /// <inheritdoc/>
    public void Renew() => _descent.Renew();

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        _descent.Save(state);
        state.Write("step count", _stepCount);
        state.Write("decayed", _decayed);
        state.Write("first moment", _backend, _firstMoment);
        state.Write("second moment", _backend, _secondMoment);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _descent.Load(state);
        _stepCount = state.ReadInteger("step count", 0, int.MaxValue);
        _decayed = state.ReadDouble("decayed");
        state.Read("first moment", _backend, _firstMoment);
        state.Read("second moment", _backend, _secondMoment);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _descent.Dispose();
        _firstMoment.Dispose();
        _secondMoment.Dispose();
    }

    private void Move(Tensor x)
    {
        _stepCount++;
        AdamParameters parameters = new(
            StepSize: LearningRate / (1 - Math.Pow(_options.Beta1, _stepCount)),
            Beta1: _options.Beta1,
            Beta2: _options.Beta2,
            SecondMomentCorrection: 1 / (1 - Math.Pow(_options.Beta2, _stepCount)),
            Epsilon: _options.Epsilon);
        _backend.AdamStep(x, _descent.Gradient, _firstMoment, _secondMoment, parameters);
        _decayed *= _options.LearningRateDecay;
    }
}
