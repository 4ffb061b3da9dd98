using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// Gradient descent with a fixed rate: x ← P(x − η·∇f(x)), P the projection onto the box, if there is one.
/// One evaluation a step, two in the first. Memory: two vectors (gradient, previous x).
/// </summary>
internal sealed class GradientDescentOptimizer : IOptimizer
{
    private readonly IBackend _backend;
    private readonly GradientDescentOptions _options;
    private readonly GuardedDescent _descent;

    /// <summary>Allocates the gradient.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is not positive.</exception>
    public GradientDescentOptimizer(IBackend backend, TensorShape shape, GradientDescentOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LearningRate);
        _backend = backend;
        _options = options;
        _descent = new GuardedDescent(backend, shape, options.Box, options.GradientTolerance);
    }

    private double LearningRate => _options.LearningRate * _descent.StepScale;

    /// <inheritdoc/>
    public OptimizerStep Start(Objective objective, Tensor x) => _descent.Start(objective, x);

    /// <inheritdoc/>
    public OptimizerStep Step(Objective objective, Tensor x) =>
        _descent.Step(objective, x, LearningRate, Move);

    /// <inheritdoc/>
    public void Restart(double stepFactor) => _descent.Restart(stepFactor);

    /// <inheritdoc/>
    public void Renew() => _descent.Renew();

    /// <inheritdoc/>
    public void Save(StateWriter state) => _descent.Save(state);

    /// <inheritdoc/>
    public void Load(StateReader state) => _descent.Load(state);

    /// <inheritdoc/>
    public void Dispose() => _descent.Dispose();

    private void Move(Tensor x) =>
        _backend.LinearCombination([1, -LearningRate], [x, _descent.Gradient], x);
}
