using IlgpuStyle.Optimization;

namespace IlgpuStyle.Tests.Optimization;

public sealed class ProjectedLineSearchTests
{
    [Fact]
    public void Search_PathThatEndsAtABound_TakesItsEnd()
    {
        // f(x) = (x − 3)² from x = 0 along d = 1 with x ≤ 1: every t ≥ 1 leads to x = 1.
        LineSearchResult result = Search(
            2, t => (Math.Min(t, 1), -6 * Math.Min(t, 1)), x => (x - 3) * (x - 3));
        Assert.Equal(new LineSearchResult(new LinePoint(2, 4, -3), LineSearchOutcome.Accepted, 1), result);
    }

    [Fact]
    public void Search_TooLongStep_BacktracksToSufficientDecrease()
    {
        LineSearchResult result = Search(100, t => (t, -2 * t), x => (x - 1) * (x - 1));
        Assert.Equal(LineSearchOutcome.Accepted, result.Outcome);
        Assert.True(result.Point.Value <= 1 - 1e-4 * 2 * result.Point.Step);
        Assert.InRange(result.Evaluations, 2, 4);
    }

    [Fact]
    public void Search_NoLowerPoint_Fails()
    {
        LineSearchResult result = Search(1, t => (t, -t), x => 1 + x);
        Assert.Equal(new LineSearchResult(new LinePoint(0, 1, -1), LineSearchOutcome.Failed, 20), result);
    }

    /// <param name="firstStep">First trial.</param>
    /// <param name="path">t to x(t) and ∇f(0)ᵀ(x(t) − x(0)).</param>
    /// <param name="function">f.</param>
    private static LineSearchResult Search(
        double firstStep, Func<double, (double X, double Change)> path, Func<double, double> function) =>
        new ProjectedLineSearch(new LineSearchOptions()).Search(
            new LinePoint(0, function(0), path(1e-9).Change / 1e-9), firstStep,
            t => new LinePoint(t, function(path(t).X), path(t).Change / t));
}
