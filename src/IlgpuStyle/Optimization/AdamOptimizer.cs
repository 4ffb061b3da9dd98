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
public sealed class AdamOptimizer : IOptimizer
{
    private readonly IBackend backend;
    private readonly AdamOptions options;
    private readonly GuardedDescent descent;
    private readonly Tensor firstMoment;
    private readonly Tensor secondMoment;
    private int stepCount;
    private double decayed = 1;

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
        this.backend = backend;
        this.options = options;
        descent = new GuardedDescent(backend, shape, options.Box, options.GradientTolerance);
        firstMoment = backend.Allocate("first moment", shape, TensorRole.Vector);
        secondMoment = backend.Allocate("second moment", shape, TensorRole.Vector);
    }

    private double LearningRate => options.LearningRate * decayed * descent.StepScale;

    /// <inheritdoc/>
    public OptimizerStep Start(Objective objective, Tensor x) => descent.Start(objective, x);

    /// <inheritdoc/>
    public OptimizerStep Step(Objective objective, Tensor x) =>
        descent.Step(objective, x, LearningRate, Move);

    /// <inheritdoc/>
    public void Restart(double stepFactor)
    {
        descent.Restart(stepFactor);
        backend.Fill(firstMoment, 0);
        backend.Fill(secondMoment, 0);
        stepCount = 0;
    }

    /// <summary>m, v and t as they are now.</summary>
    public AdamMoments Moments()
    {
        AdamMoments moments = new(
            firstMoment.Shape, new float[firstMoment.Shape.Length], new float[firstMoment.Shape.Length], stepCount);
        backend.Download(firstMoment, moments.First);
        backend.Download(secondMoment, moments.Second);
        return moments;
    }

    /// <summary>Goes on with another optimiser's moments in place of none.</summary>
    /// <param name="moments">Of x's shape.</param>
    /// <param name="free">
    /// (1, H, W), 0 where x is to stay what it is and the gradient is 0; null where it is free everywhere.
    /// </param>
    public void Adopt(AdamMoments moments, Tensor? free = null)
    {
        ShapeGuard.Has("Adam's moments", firstMoment, moments.Shape);
        backend.Upload(moments.First, firstMoment);
        backend.Upload(moments.Second, secondMoment);
        stepCount = moments.StepCount;
        if (free is not null)
            backend.MaskMultiply(firstMoment, free, firstMoment);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        descent.Save(state);
        state.Write("step count", stepCount);
        state.Write("decayed", decayed);
        state.Write("first moment", backend, firstMoment);
        state.Write("second moment", backend, secondMoment);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        descent.Load(state);
        stepCount = state.ReadInteger("step count", 0, int.MaxValue);
        decayed = state.ReadDouble("decayed");
        state.Read("first moment", backend, firstMoment);
        state.Read("second moment", backend, secondMoment);
    }

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
            StepSize: LearningRate / (1 - Math.Pow(options.Beta1, stepCount)),
            Beta1: options.Beta1,
            Beta2: options.Beta2,
            SecondMomentCorrection: 1 / (1 - Math.Pow(options.Beta2, stepCount)),
            Epsilon: options.Epsilon);
        backend.AdamStep(x, descent.Gradient, firstMoment, secondMoment, parameters);
        decayed *= options.LearningRateDecay;
    }
}
