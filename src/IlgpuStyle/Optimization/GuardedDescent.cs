using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// What the optimisers without a line search share: evaluate at the start, let the rule move x, clamp,
/// evaluate, and go back to the previous x if the values there are not finite. Holds ∇f(x) and a copy of the
/// previous x.
/// </summary>
internal sealed class GuardedDescent : IRunState, IDisposable
{
    private readonly IBackend _backend;
    private readonly TensorShape _shape;
    private readonly BoxConstraint? _box;
    private readonly double _gradientTolerance;
    private readonly Tensor _previousX;
    private double _loss = double.NaN;
    private double _gradientNorm = double.NaN;
    private double _stepScale = 1;

    // Whether loss, gradientNorm and Gradient belong to the present x.
    private bool _evaluated;

    /// <summary>Allocates two vectors of <paramref name="shape"/>.</summary>
    public GuardedDescent(IBackend backend, TensorShape shape, BoxConstraint? box, double gradientTolerance)
    {
        _backend = backend;
        _shape = shape;
        _box = box;
        _gradientTolerance = gradientTolerance;
        _previousX = backend.Allocate("previous x", shape, TensorRole.Vector);
        Gradient = backend.Allocate("gradient", shape, TensorRole.Vector);
    }

    /// <summary>∇f at the present x while the rule moves it.</summary>
    public Tensor Gradient { get; }

    /// <summary>What the restarts have left of the learning rate, as a factor.</summary>
    public double StepScale => _stepScale;

    /// <summary>Forgets f and ∇f and shortens the steps.</summary>
    public void Restart(double stepFactor)
    {
        Renew();
        _stepScale *= stepFactor;
    }

    /// <summary>Forgets f and ∇f.</summary>
    public void Renew() => _evaluated = false;

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("loss", _loss);
        state.Write("gradient norm", _gradientNorm);
        state.Write("step scale", _stepScale);
        state.Write("evaluated", _evaluated);
        state.Write("gradient", _backend, Gradient);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _loss = state.ReadDouble("loss");
        _gradientNorm = state.ReadDouble("gradient norm");
        _stepScale = state.ReadDouble("step scale");
        _evaluated = state.ReadBoolean("evaluated");
        state.Read("gradient", _backend, Gradient);
    }

    /// <summary>Evaluates at the start, unless loss and gradient are known there.</summary>
    public OptimizerStep Start(Objective objective, Tensor x)
    {
        ShapeGuard.Has("optimiser", x, _shape);
        int evaluations = _evaluated ? 0 : 1;
        bool isFinite = _evaluated || EvaluateStart(objective, x);
        return new OptimizerStep(
            _loss, _gradientNorm, 0, evaluations, isFinite ? OptimizerStatus.Continue : OptimizerStatus.NotFinite);
    }

    /// <summary>One step.</summary>
    /// <param name="objective">f.</param>
    /// <param name="x">The iterate.</param>
    /// <param name="stepLength">Reported with the step.</param>
    /// <param name="move">The rule: changes x by means of <see cref="Gradient"/>.</param>
    public OptimizerStep Step(Objective objective, Tensor x, double stepLength, Action<Tensor> move)
    {
        ShapeGuard.Has("optimiser", x, _shape);
        int evaluations = 0;
        if (!_evaluated)
        {
            evaluations++;
            if (!EvaluateStart(objective, x))
                return new OptimizerStep(_loss, _gradientNorm, 0, evaluations, OptimizerStatus.NotFinite);
        }

        if (_gradientNorm <= _gradientTolerance)
            return new OptimizerStep(_loss, _gradientNorm, 0, evaluations, OptimizerStatus.Converged);
        double previousLoss = _loss, previousNorm = _gradientNorm;
        _backend.Copy(x, _previousX);
        move(x);
        Clamp(x);
        evaluations++;
        if (!Evaluate(objective, x))
        {
            // Its gradient is lost with the overwritten tensor: the next step evaluates there again.
            _backend.Copy(_previousX, x);
            return new OptimizerStep(previousLoss, previousNorm, 0, evaluations, OptimizerStatus.NotFinite);
        }

        OptimizerStatus status =
            _gradientNorm <= _gradientTolerance ? OptimizerStatus.Converged : OptimizerStatus.Continue;
        return new OptimizerStep(_loss, _gradientNorm, stepLength, evaluations, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _previousX.Dispose();
        Gradient.Dispose();
    }

    private bool EvaluateStart(Objective objective, Tensor x)
    {
        Clamp(x);
        return Evaluate(objective, x);
    }

    private bool Evaluate(Objective objective, Tensor x)
    {
        _loss = objective(x, Gradient);
        Span<double> squaredNorm = stackalloc double[1];
        _backend.Dots([Gradient], [Gradient], squaredNorm);
        _gradientNorm = Math.Sqrt(squaredNorm[0]);
        _evaluated = double.IsFinite(_loss) && double.IsFinite(_gradientNorm);
        return _evaluated;
    }

    private void Clamp(Tensor x)
    {
        if (_box is { } bounds)
            _backend.Clamp(x, bounds.Lower, bounds.Upper);
    }
}
