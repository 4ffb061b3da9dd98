namespace IlgpuStyle.Optimization;

/// <summary>
/// The bookkeeping of one line search: counts the evaluations of φ, remembers the lowest finite point, and
/// makes the result.
/// </summary>
internal sealed class LineSearchTrace
{
    private readonly Func<double, LinePoint> _evaluate;
    private readonly LinePoint _start;
    private readonly int _maxEvaluations;
    private LinePoint _best;
    private bool _sawFinite;
    private int _evaluations;

    /// <summary>Starts with nothing evaluated but <paramref name="start"/>.</summary>
    public LineSearchTrace(LinePoint start, int maxEvaluations, Func<double, LinePoint> evaluate)
    {
        _start = start;
        _maxEvaluations = maxEvaluations;
        _evaluate = evaluate;
        _best = start;
    }

    /// <summary>Whether another evaluation is allowed.</summary>
    public bool HasBudget => _evaluations < _maxEvaluations;

    /// <summary>φ at a step.</summary>
    public LinePoint Evaluate(double step)
    {
        _evaluations++;
        LinePoint point = _evaluate(step);
        _sawFinite |= point.IsFinite;
        if (point.IsFinite && point.Value < _best.Value)
            _best = point;
        return point;
    }

    /// <summary>The search ends at a point that meets its conditions.</summary>
    public LineSearchResult Accept(LinePoint point) => new(point, LineSearchOutcome.Accepted, _evaluations);

    /// <summary>The search ends without such a point, at the lowest one.</summary>
    public LineSearchResult GiveUp()
    {
        LineSearchOutcome outcome = _best.Value < _start.Value ? LineSearchOutcome.Improved
            : _sawFinite ? LineSearchOutcome.Failed : LineSearchOutcome.NotFinite;
        return new LineSearchResult(_best, outcome, _evaluations);
    }
}
