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
    private readonly IBackend backend;
    private readonly TensorShape shape;
    private readonly BoxConstraint? box;
    private readonly double gradientTolerance;
    private readonly Tensor previousX;
    private double loss = double.NaN;
    private double gradientNorm = double.NaN;
    private double stepScale = 1;

    // Whether loss, gradientNorm and Gradient belong to the present x.
    private bool evaluated;

    /// <summary>Allocates two vectors of <paramref name="shape"/>.</summary>
    public GuardedDescent(IBackend backend, TensorShape shape, BoxConstraint? box, double gradientTolerance)
    {
        this.backend = backend;
        this.shape = shape;
        this.box = box;
        this.gradientTolerance = gradientTolerance;
        previousX = backend.Allocate("previous x", shape, TensorRole.Vector);
        Gradient = backend.Allocate("gradient", shape, TensorRole.Vector);
    }

    /// <summary>∇f at the present x while the rule moves it.</summary>
    public Tensor Gradient { get; }

    /// <summary>What the restarts have left of the learning rate, as a factor.</summary>
    public double StepScale => stepScale;

    /// <summary>Forgets f and ∇f and shortens the steps.</summary>
    public void Restart(double stepFactor)
    {
        evaluated = false;
        stepScale *= stepFactor;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("loss", loss);
        state.Write("gradient norm", gradientNorm);
        state.Write("step scale", stepScale);
        state.Write("evaluated", evaluated);
        state.Write("gradient", backend, Gradient);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        loss = state.ReadDouble("loss");
        gradientNorm = state.ReadDouble("gradient norm");
        stepScale = state.ReadDouble("step scale");
        evaluated = state.ReadBoolean("evaluated");
        state.Read("gradient", backend, Gradient);
    }

    /// <summary>Evaluates at the start, unless loss and gradient are known there.</summary>
    public OptimizerStep Start(Objective objective, Tensor x)
    {
        ShapeGuard.Has("optimiser", x, shape);
        int evaluations = evaluated ? 0 : 1;
        bool isFinite = evaluated || EvaluateStart(objective, x);
        return new OptimizerStep(
            loss, gradientNorm, 0, evaluations, isFinite ? OptimizerStatus.Continue : OptimizerStatus.NotFinite);
    }

    /// <summary>One step.</summary>
    /// <param name="objective">f.</param>
    /// <param name="x">The iterate.</param>
    /// <param name="stepLength">Reported with the step.</param>
    /// <param name="move">The rule: changes x by means of <see cref="Gradient"/>.</param>
    public OptimizerStep Step(Objective objective, Tensor x, double stepLength, Action<Tensor> move)
    {
        ShapeGuard.Has("optimiser", x, shape);
        int evaluations = 0;
        if (!evaluated)
        {
            evaluations++;
            if (!EvaluateStart(objective, x))
                return new OptimizerStep(loss, gradientNorm, 0, evaluations, OptimizerStatus.NotFinite);
        }

        if (gradientNorm <= gradientTolerance)
            return new OptimizerStep(loss, gradientNorm, 0, evaluations, OptimizerStatus.Converged);
        double previousLoss = loss, previousNorm = gradientNorm;
        backend.Copy(x, previousX);
        move(x);
        Clamp(x);
        evaluations++;
        if (!Evaluate(objective, x))
        {
            // Its gradient is lost with the overwritten tensor: the next step evaluates there again.
            backend.Copy(previousX, x);
            return new OptimizerStep(previousLoss, previousNorm, 0, evaluations, OptimizerStatus.NotFinite);
        }

        OptimizerStatus status =
            gradientNorm <= gradientTolerance ? OptimizerStatus.Converged : OptimizerStatus.Continue;
        return new OptimizerStep(loss, gradientNorm, stepLength, evaluations, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        previousX.Dispose();
        Gradient.Dispose();
    }

    private bool EvaluateStart(Objective objective, Tensor x)
    {
        Clamp(x);
        return Evaluate(objective, x);
    }

    private bool Evaluate(Objective objective, Tensor x)
    {
        loss = objective(x, Gradient);
        Span<double> squaredNorm = stackalloc double[1];
        backend.Dots([Gradient], [Gradient], squaredNorm);
        gradientNorm = Math.Sqrt(squaredNorm[0]);
        evaluated = double.IsFinite(loss) && double.IsFinite(gradientNorm);
        return evaluated;
    }

    private void Clamp(Tensor x)
    {
        if (box is { } bounds)
            backend.Clamp(x, bounds.Lower, bounds.Upper);
    }
}
