using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// Adam, algorithm 1 of Kingma &amp; Ba, "Adam: a method for stochastic optimization" (ICLR 2015).
/// <para>
/// With g = ∇f(x), in step t = 1, 2, …: m ← β₁m + (1−β₁)g (first moment), v ← β₂v + (1−β₂)g² (second moment,
/// per element), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ), x ← x − α·m̂/(√v̂ + ε); then x is clamped to the box, if
/// there is one.
/// </para>
/// One evaluation a step, two in the first. Memory: four vectors (g, m, v, previous x).
/// </summary>
public sealed class AdamOptimizer : IOptimizer
{
    private readonly IBackend backend;
    private readonly AdamOptions options;
    private readonly GuardedDescent descent;
    private readonly Tensor firstMoment;
    private readonly Tensor secondMoment;
    private int stepCount;

    /// <summary>Allocates the moments, zero at first.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdamOptimizer(IBackend backend, TensorShape shape, AdamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Beta1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Beta2, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Epsilon);
        this.backend = backend;
        this.options = options;
        descent = new GuardedDescent(backend, shape, options.Box, options.GradientTolerance);
        firstMoment = backend.Allocate("first moment", shape);
        secondMoment = backend.Allocate("second moment", shape);
    }

    /// <inheritdoc/>
    public OptimizerStep Step(Objective objective, Tensor x) =>
        descent.Step(objective, x, options.LearningRate, Move);

    /// <inheritdoc/>
    public void Dispose()
    {
        descent.Dispose();
        firstMoment.Dispose();
        secondMoment.Dispose();
    }

    private void Move(Tensor x)
    {
        stepCount++;
        AdamParameters parameters = new(
            StepSize: options.LearningRate / (1 - Math.Pow(options.Beta1, stepCount)),
            Beta1: options.Beta1,
            Beta2: options.Beta2,
            SecondMomentCorrection: 1 / (1 - Math.Pow(options.Beta2, stepCount)),
            Epsilon: options.Epsilon);
        backend.AdamStep(x, descent.Gradient, firstMoment, secondMoment, parameters);
    }
}
