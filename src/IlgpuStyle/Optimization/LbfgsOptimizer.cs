using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// L-BFGS: Nocedal &amp; Wright, "Numerical Optimization" (2nd ed. 2006), algorithm 7.5, in the vector-free
/// form of Chen, Wang &amp; Zhou (NIPS 2014).
/// <para>
/// Iteration k, with g_k = ∇f(x_k): d_k = −H_k·g_k by the two-loop recursion over the last m pairs
/// (<see cref="LbfgsHistory"/>, <see cref="TwoLoopRecursion"/>), H_k⁰ = γ_k·I, γ_k = sᵀy/yᵀy of the newest
/// pair; x_{k+1} = x_k + t_k·d_k with t_k by <see cref="StrongWolfeLineSearch"/>, tried at t = 1 first (in
/// the first iteration at FirstDisplacement/‖g‖₂); s_k = x_{k+1} − x_k and y_k = g_{k+1} − g_k become a pair
/// if sᵀy &gt; 10⁻⁸·‖s‖‖y‖. If d_k is no descent direction or the search finds no lower point, the pairs are
/// dropped and steepest descent follows.
/// </para>
/// <para>
/// <see cref="LbfgsStepRule.Fixed"/>: torch.optim.LBFGS without a line search; see there. s_k = t_k·d_k, a
/// pair if sᵀy &gt; 10⁻¹⁰. A box is then kept by clamping x after each step, with s_k the real change.
/// </para>
/// <para>
/// Box with a line search (deviation from L-BFGS-B: no Cauchy point, no subspace minimisation): two-metric
/// projection (Bertsekas 1982). Elements held at a bound (<see cref="ActiveSet"/>) are masked out of g, d, s
/// and y; what remains of −H·g on the free elements is a descent direction, because each principal submatrix
/// of H is positive definite; the search backtracks along P(x + t·d) (<see cref="ProjectedLineSearch"/>).
/// Bertsekas' ε-band round the bounds is left out: jamming ends in a restart.
/// </para>
/// <para>
/// With a preconditioner S the method is the same on z, x = x₀ + S·z: pairs, directions, norms and tolerances
/// are those of z and of Sᵀ·∇f, and a step moves x by t·S·d. Neither z nor x₀ is stored. With a <see cref="LocalScale"/> E the map is S·E,
/// and E follows the pairs.
/// </para>
/// All vectors stay on the backend. Memory: 2(m + 1) + 4 vectors, with a box and line search 5 more, with a
/// preconditioner 2 more, its own and the scale's. Reads back one scalar group per evaluation, besides the objective's
/// own.
/// </summary>
internal sealed partial class LbfgsOptimizer : IOptimizer
{
    // A pair whose s and y are this close to orthogonal holds rounding errors and makes H nearly singular.
    private const double MinCurvatureCosine = 1e-8;

    // torch.optim.LBFGS: "if ys > 1e-10".
    private const double MinFixedCurvature = 1e-10;

    private readonly IBackend _backend;
    private readonly TensorShape _shape;
    private readonly LbfgsOptions _options;
    private readonly StrongWolfeLineSearch _wolfeSearch;
    private readonly ProjectedLineSearch _projectedSearch;
    private readonly ActiveSet? _activeSet;
    private readonly Tensor? _freeGradient;
    private readonly IPreconditioner? _preconditioner;
    private readonly LocalScale? _scale;

    // The state between steps: the pairs with their table, ∇f and f at x, and the length of the last step.
    private readonly LbfgsHistory _history;
    private Tensor _gradient;
    private double _loss = double.NaN;
    private double _gradientNorm = double.NaN;
    private double _displacement;
    private double _stepScale = 1;
    private bool _evaluated;
    private bool _firstIteration = true;

    // Scratch of one step.
    private readonly Tensor _previousX;
    private readonly Tensor _direction;
    private Tensor _trialGradient;
    private readonly Tensor? _objectiveGradient;
    private readonly Tensor? _preconditionedDirection;
    private LbfgsMeasurement _measurement;
    private double _trialLoss;
    private int _evaluations;

    /// <summary>Allocates the history and the work vectors.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">Shape of x.</param>
    /// <param name="options">Settings.</param>
    /// <param name="preconditioner">
    /// S, disposed with the optimiser; null for the identity. Needs the line search and no box.
    /// </param>
    /// <param name="scale">E, disposed with the optimiser; null for the identity. Needs a preconditioner.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="ArgumentException">
    /// A preconditioner with a box or without the line search, or a scale without a preconditioner.
    /// </exception>
    public LbfgsOptimizer(
        IBackend backend, TensorShape shape, LbfgsOptions options, IPreconditioner? preconditioner = null, LocalScale? scale = null)
    {
        if (scale is not null && preconditioner is null)
            throw new ArgumentException("L-BFGS: a local scale goes with a preconditioner.");
        if (preconditioner is not null && (options.Box is not null || options.Rule != LbfgsStepRule.LineSearch))
            throw new ArgumentException("L-BFGS: a preconditioner serves the line search without a box only.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.FirstDisplacement);
        _backend = backend;
        _shape = shape;
        _options = options;
        _wolfeSearch = new StrongWolfeLineSearch(options.LineSearch);
        _projectedSearch = new ProjectedLineSearch(options.LineSearch);
        _displacement = options.FirstDisplacement;
        _history = new LbfgsHistory(backend, shape, options.HistorySize);
        _gradient = backend.Allocate("gradient", shape, TensorRole.Vector);
        _trialGradient = backend.Allocate("trial gradient", shape, TensorRole.Vector);
        _previousX = backend.Allocate("previous x", shape, TensorRole.Vector);
        _direction = backend.Allocate("direction", shape, TensorRole.Vector);
        _preconditioner = preconditioner;
        _scale = scale;
        if (preconditioner is not null)
        {
            _objectiveGradient = backend.Allocate("gradient of the objective", shape, TensorRole.Vector);
            _preconditionedDirection = backend.Allocate("direction of x", shape, TensorRole.Vector);
        }

        if (options.Box is { } box && options.Rule == LbfgsStepRule.LineSearch)
        {
            _activeSet = new ActiveSet(backend, shape, box);
            _freeGradient = backend.Allocate("free gradient", shape, TensorRole.Vector);
        }
    }

    /// <summary>
    /// The gradient that the direction is built from: without the elements held at a bound.
    /// </summary>
    private Tensor SteeringGradient => _freeGradient ?? _gradient;

    /// <inheritdoc/>
    public OptimizerStep Start(Objective objective, Tensor x)
    {
        ShapeGuard.Has("LbfgsOptimizer", x, _shape);
        _evaluations = 0;
        return Finish(0, _evaluated || EvaluateStart(objective, x) ? OptimizerStatus.Continue : OptimizerStatus.NotFinite);
    }

    /// <inheritdoc/>
    public OptimizerStep Step(Objective objective, Tensor x)
    {
        ShapeGuard.Has("LbfgsOptimizer", x, _shape);
        _evaluations = 0;
        if (!_evaluated && !EvaluateStart(objective, x))
            return Finish(0, OptimizerStatus.NotFinite);
        if (_gradientNorm <= _options.GradientTolerance)
            return Finish(0, OptimizerStatus.Converged);
        if (_scale is { IsDue: true })
        {
            _gradientNorm = Math.Sqrt(
                _history.Rescale(_scale, _gradient, (_direction, _preconditionedDirection!, _trialGradient)));
        }

        bool restarted = false;
        double slope = _history.Direction(SteeringGradient, _direction);
        _activeSet?.Mask(_direction, _direction);
        if (!(slope < 0))
        {
            DropPairs();
            restarted = true;
            slope = _history.Direction(SteeringGradient, _direction);
        }

        _backend.Copy(x, _previousX);
        if (_preconditioner is not null)
            _preconditioner.Apply(Scaled(_direction), _preconditionedDirection!);
        OptimizerStep step = _options.Rule == LbfgsStepRule.Fixed
            ? StepFixed(objective, x)
            : StepWithSearch(objective, x, slope);
        return restarted && step.Status == OptimizerStatus.Continue
            ? step with { Status = OptimizerStatus.Restarted }
            : step;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _history.Dispose();
        _activeSet?.Dispose();
        _freeGradient?.Dispose();
        _gradient.Dispose();
        _trialGradient.Dispose();
        _previousX.Dispose();
        _direction.Dispose();
        _objectiveGradient?.Dispose();
        _preconditionedDirection?.Dispose();
        _preconditioner?.Dispose();
        _scale?.Dispose();
    }

    private bool EvaluateStart(Objective objective, Tensor x)
    {
        Clamp(x);
        _evaluations++;
        _loss = EvaluateAt(objective, x, _gradient);
        _firstIteration = true;
        FindFreeGradient(x, _gradient);
        _gradientNorm = Math.Sqrt(_history.Start(SteeringGradient));
        _evaluated = double.IsFinite(_loss) && double.IsFinite(_gradientNorm);
        return _evaluated;
    }

    /// <summary>E·vector, where the next trial's gradient will be.</summary>
    private Tensor Scaled(Tensor vector)
    {
        if (_scale is null)
            return vector;
        _scale.Apply(vector, _trialGradient);
        return _trialGradient;
    }

    /// <summary>f, and ∇f, Sᵀ·∇f or E·Sᵀ·∇f.</summary>
    private double EvaluateAt(Objective objective, Tensor x, Tensor output)
    {
        if (_preconditioner is null)
            return objective(x, output);
        double value = objective(x, _objectiveGradient!);
        _preconditioner.ApplyTransposed(_objectiveGradient!, output);
        _scale?.Apply(output, output);
        return value;
    }

    /// <summary>t of the fixed rule: a first step is no longer than 1 by its 1-norm; without a pair d is −g in the tool's unit.</summary>
    private double FixedStep()
    {
        double unit = _options.FirstStepUnit, step = _options.LearningRate * _stepScale;
        if (_firstIteration)
            step *= Math.Min(1, 1 / (unit * _backend.SumAbsolute(_gradient)));
        return _history.Count == 0 ? step * unit * unit : step;
    }

    private OptimizerStep StepFixed(Objective objective, Tensor x)
    {
        double step = FixedStep();
        Evaluate(objective, x, step);
        MeasureTrial();
        if (!double.IsFinite(_trialLoss) || !double.IsFinite(_measurement.GG))
            return StepBack(x, OptimizerStatus.NotFinite);
        return Accept(step, _measurement.SY > MinFixedCurvature);
    }

    private OptimizerStep StepWithSearch(Objective objective, Tensor x, double slope)
    {
        LinePoint start = new(0, _loss, slope);
        double initialStep = _firstIteration ? _displacement / _gradientNorm : 1;
        double lastTrial = 0;
        LinePoint Try(double t)
        {
            lastTrial = t;
            return _activeSet == null ? TryOnLine(objective, x, t) : TryOnProjectedPath(objective, x, t);
        }

        LineSearchResult result = _activeSet == null
            ? _wolfeSearch.Search(start, initialStep, Try)
            : _projectedSearch.Search(start, initialStep, Try);
        switch (result.Outcome)
        {
            case LineSearchOutcome.NotFinite:
                return StepBack(x, OptimizerStatus.NotFinite);
            case LineSearchOutcome.Failed:
                return StepBack(x, _history.Count > 0 ? OptimizerStatus.Restarted : OptimizerStatus.Stalled);
        }

        // The best point's gradient was overwritten since: rare, and cheaper than a vector that keeps it.
        if (result.Point.Step != lastTrial)
            Try(result.Point.Step);
        if (_activeSet != null)
            MeasureFreeTrial(x);
        bool curved = _measurement.SY > MinCurvatureCosine * Math.Sqrt(_measurement.SS * _measurement.YY);
        return Accept(result.Point.Step, curved);
    }

    /// <summary>φ(t) and φ′(t) on the line x + t·d.</summary>
    private LinePoint TryOnLine(Objective objective, Tensor x, double t)
    {
        Evaluate(objective, x, t);
        if (!double.IsFinite(_trialLoss))
            return new LinePoint(t, _trialLoss, double.NaN);
        MeasureTrial();
        return new LinePoint(t, _trialLoss, double.IsFinite(_measurement.GG) ? _measurement.Slope : double.NaN);
    }

    /// <summary>x = P(previousX + t·d); f and ∇f there.</summary>
    private void Evaluate(Objective objective, Tensor x, double t)
    {
        _backend.LinearCombination([1, t], [_previousX, _preconditionedDirection ?? _direction], x);
        Clamp(x);
        _evaluations++;
        try
        {
            _trialLoss = EvaluateAt(objective, x, _trialGradient);
        }
        catch (OperationCanceledException)
        {
            // As if this step had never begun.
            _backend.Copy(_previousX, x);
            throw;
        }

        WriteCandidate(x, t);
    }

    /// <summary>
    /// s and y of the trial. The rounded change of x, not t·d, is what y belongs to; the fixed rule takes t·d
    /// as Torch does, and a preconditioned run has no z to subtract.
    /// </summary>
    private void WriteCandidate(Tensor x, double t)
    {
        if (_preconditioner is not null || (_options.Rule == LbfgsStepRule.Fixed && _options.Box == null))
            _backend.LinearCombination([t], [_direction], _history.CandidateS);
        else
            _backend.LinearCombination([1, -1], [x, _previousX], _history.CandidateS);
        _backend.LinearCombination([1, -1], [_trialGradient, _gradient], _history.CandidateY);
    }
}
