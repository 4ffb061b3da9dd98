using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Keeps the best iterate of a stage and returns to it when the loss is not finite or explodes; the optimiser
/// then forgets its history and goes on with steps of a quarter of the length. Memory: one vector.
/// </summary>
internal sealed class DivergenceGuard : IRunState, IDisposable
{
    // Exploded: beyond a hundred times the best loss and twice the first. Momentum and a fixed step overshoot
    // by single factors and come back; the second condition lets a loss that is nearly zero jitter.
    private const double ExplosionOverBest = 100, ExplosionOverFirst = 2;

    private const double StepFactor = 0.25;

    private readonly IBackend _backend;
    private readonly Tensor _best;
    private readonly int _maxRollbacks;
    private double _firstLoss = double.NaN;

    /// <summary>Keeps the start.</summary>
    /// <param name="backend">Where x lives.</param>
    /// <param name="start">The first iterate.</param>
    /// <param name="maxRollbacks">
    /// Returns without a new best iterate between them after which <see cref="GuardVerdict.GiveUp"/> is the
    /// answer.
    /// </param>
    public DivergenceGuard(IBackend backend, Tensor start, int maxRollbacks)
    {
        _backend = backend;
        _maxRollbacks = maxRollbacks;
        _best = backend.Allocate("best iterate", start.Shape, TensorRole.Vector);
        backend.Copy(start, _best);
    }

    /// <summary>
    /// The lowest loss of the stage; infinite before the first step, and if the start's is not finite.
    /// </summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The iterate with that loss; read only.</summary>
    public Tensor Best => _best;

    /// <summary>The step that led to it; 0 is the start.</summary>
    public int BestIteration { get; private set; }

    /// <summary>Returns since the last new best iterate.</summary>
    public int Rollbacks { get; private set; }

    /// <summary>Keeps a good iterate, or returns from a bad one.</summary>
    /// <param name="step">What the optimiser says.</param>
    /// <param name="firstLoss">Loss of the stage's first picture.</param>
    /// <param name="iteration">Number of the step in its stage.</param>
    /// <param name="x">The iterate; overwritten on a return.</param>
    /// <param name="optimizer">Restarted on a return.</param>
    public GuardVerdict Judge(
        OptimizerStep step, double firstLoss, int iteration, Tensor x, IOptimizer optimizer)
    {
        _firstLoss = firstLoss;
        if (double.IsInfinity(BestLoss) && double.IsFinite(firstLoss))
            BestLoss = firstLoss;
        if (IsGood(step))
        {
            if (step.Loss < BestLoss)
            {
                _backend.Copy(x, _best);
                (BestLoss, BestIteration, Rollbacks) = (step.Loss, iteration, 0);
            }

            return GuardVerdict.Good;
        }

        if (double.IsInfinity(BestLoss))
            return GuardVerdict.GiveUp;
        _backend.Copy(_best, x);
        if (Rollbacks == _maxRollbacks)
            return GuardVerdict.GiveUp;
        Rollbacks++;
        optimizer.Restart(StepFactor);
        return GuardVerdict.RolledBack;
    }

    /// <summary>One line about a return or the end.</summary>
    public string Describe(OptimizerStep step, GuardVerdict verdict)
    {
        string what = step.Status == OptimizerStatus.NotFinite || !double.IsFinite(step.Loss)
            ? "the loss or its gradient is NaN or infinite"
            : FormattableString.Invariant($"the loss exploded to {step.Loss:g4}");
        if (double.IsInfinity(BestLoss))
            return $"{what} at the first picture; smaller weights may help.";
        string back = FormattableString.Invariant(
            $"{what}: back to step {BestIteration} with loss {BestLoss:g4}");
        return verdict == GuardVerdict.GiveUp
            ? $"{back}; given up after {_maxRollbacks} tries. Smaller weights, a smaller learning rate or "
                + "another optimiser may help."
            : FormattableString.Invariant(
                $"{back}, history cleared, steps × {StepFactor} (try {Rollbacks} of {_maxRollbacks}).");
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("best loss", BestLoss);
        state.Write("best iteration", BestIteration);
        state.Write("rollbacks", Rollbacks);
        state.Write("best iterate", _backend, _best);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        BestLoss = state.ReadDouble("best loss");
        BestIteration = state.ReadInteger("best iteration", 0, int.MaxValue);
        Rollbacks = state.ReadInteger("rollbacks", 0, int.MaxValue);
        state.Read("best iterate", _backend, _best);
    }

    /// <inheritdoc/>
    public void Dispose() => _best.Dispose();

    private bool IsGood(OptimizerStep step) =>
        step.Status != OptimizerStatus.NotFinite && double.IsFinite(step.Loss) && double.IsFinite(step.GradientNorm)
        && !(step.Loss > ExplosionOverBest * BestLoss && step.Loss > ExplosionOverFirst * _firstLoss);
}
