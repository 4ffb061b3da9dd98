namespace IlgpuStyle.Optimization;

/// <summary>
/// The bookkeeping of one line search: counts the evaluations of φ, remembers the lowest finite point, and
/// makes the result.
/// </summary>
internal sealed class LineSearchTrace
{
    private readonly Func<double, LinePoint> evaluate;
    private readonly LinePoint start;
    private readonly int maxEvaluations;
    private LinePoint best;
    private bool sawFinite;
    private int evaluations;

    /// <summary>Starts with nothing evaluated but <paramref name="start"/>.</summary>
    public LineSearchTrace(LinePoint start, int maxEvaluations, Func<double, LinePoint> evaluate)
    {
        this.start = start;
        this.maxEvaluations = maxEvaluations;
        this.evaluate = evaluate;
        best = start;
    }

    /// <summary>Whether another evaluation is allowed.</summary>
    public bool HasBudget => evaluations < maxEvaluations;

    /// <summary>φ at a step.</summary>
    public LinePoint Evaluate(double step)
    {
        evaluations++;
        LinePoint point = evaluate(step);
        sawFinite |= point.IsFinite;
        if (point.IsFinite && point.Value < best.Value)
            best = point;
        return point;
    }

    /// <summary>The search ends at a point that meets its conditions.</summary>
    public LineSearchResult Accept(LinePoint point) => new(point, LineSearchOutcome.Accepted, evaluations);

    /// <summary>The search ends without such a point, at the lowest one.</summary>
    public LineSearchResult GiveUp()
    {
        LineSearchOutcome outcome = best.Value < start.Value ? LineSearchOutcome.Improved
            : sawFinite ? LineSearchOutcome.Failed : LineSearchOutcome.NotFinite;
        return new LineSearchResult(best, outcome, evaluations);
    }
}
