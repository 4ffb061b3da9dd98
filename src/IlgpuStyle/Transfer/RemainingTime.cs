namespace IlgpuStyle.Transfer;

/// <summary>
/// What a run has yet to take. Each stage has an expected cost of a step; the time is the cost of the steps
/// left, times how the steps so far have kept to theirs: those of this stage most of all.
/// </summary>
/// <param name="costs">
/// Expected cost of one step of each stage, all in the same unit: seconds, or anything in proportion to them.
/// </param>
/// <param name="iterations">Steps of each stage.</param>
/// <param name="costsAreSeconds">Whether the costs tell the time before the first step is made.</param>
internal sealed class RemainingTime(
    IReadOnlyList<double> costs, IReadOnlyList<int> iterations, bool costsAreSeconds)
{
    // What was known before counts as that many steps of this stage: one slow step at its beginning (memory
    // is touched for the first time, code compiled) must not stand for forty.
    private const int EarlierSteps = 5;

    // Seconds per unit of cost before this stage; null if nothing is known yet.
    private double? _earlierRate = costsAreSeconds ? 1 : null;

    private int _stage;
    private int _firstIteration;
    private TimeSpan _begin;
    private (int Iteration, TimeSpan Elapsed) _last;

    /// <summary>The steps of a stage begin, or go on after something that was no step.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="iteration">Steps of it that are made.</param>
    /// <param name="elapsed">Time of the run.</param>
    public void Begin(int stage, int iteration, TimeSpan elapsed)
    {
        _earlierRate = Rate();
        (_stage, _firstIteration, _begin, _last) = (stage, iteration, elapsed, (iteration, elapsed));
    }

    /// <summary>Time to the end; zero while nothing is known.</summary>
    /// <param name="iteration">Steps of this stage that are made.</param>
    /// <param name="elapsed">Time of the run.</param>
    public TimeSpan After(int iteration, TimeSpan elapsed)
    {
        _last = (iteration, elapsed);
        double cost = (iterations[_stage] - iteration) * costs[_stage];
        for (int later = _stage + 1; later < costs.Count; later++)
            cost += iterations[later] * costs[later];
        return TimeSpan.FromSeconds(cost * (Rate() ?? 0));
    }

    private double? Rate()
    {
        double cost = (_last.Iteration - _firstIteration) * costs[_stage];
        if (cost <= 0)
            return _earlierRate;
        double seconds = (_last.Elapsed - _begin).TotalSeconds;
        double before = EarlierSteps * costs[_stage];
        return _earlierRate is { } rate ? (seconds + before * rate) / (cost + before) : seconds / cost;
    }
}
