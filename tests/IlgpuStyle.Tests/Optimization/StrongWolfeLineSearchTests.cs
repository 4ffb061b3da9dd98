using IlgpuStyle.Optimization;

namespace IlgpuStyle.Tests.Optimization;

public sealed class StrongWolfeLineSearchTests
{
    /// <summary>
    /// Every function of Moré and Thuente from their four first steps; their own search needs at most 13
    /// evaluations.
    /// </summary>
    public static TheoryData<int, double> Cases
    {
        get
        {
            TheoryData<int, double> cases = [];
            for (int number = 1; number <= 6; number++)
            {
                foreach (double step in (double[])[1e-3, 1e-1, 1e1, 1e3])
                    cases.Add(number, step);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Search_MoreThuenteFunction_SatisfiesTheStrongWolfeConditions(int number, double firstStep)
    {
        LineSearchOptions options = LineSearchFunctions.Options(number);
        LinePoint start = LineSearchFunctions.Evaluate(number, 0);
        int calls = 0;
        LineSearchResult result = new StrongWolfeLineSearch(options).Search(start, firstStep, t =>
        {
            calls++;
            return LineSearchFunctions.Evaluate(number, t);
        });
        Assert.Equal(LineSearchOutcome.Accepted, result.Outcome);
        Assert.Equal(calls, result.Evaluations);
        Assert.Equal(LineSearchFunctions.Evaluate(number, result.Point.Step), result.Point);
        Assert.True(result.Point.Value
            <= start.Value + options.SufficientDecrease * result.Point.Step * start.Slope);
        Assert.True(Math.Abs(result.Point.Slope) <= options.Curvature * Math.Abs(start.Slope));
    }

    [Fact]
    public void Search_FirstStepSatisfiesTheConditions_TakesIt()
    {
        LineSearchResult result = Search(
            new LineSearchOptions(), 1, t => new(t, (t - 1.2) * (t - 1.2), 2 * (t - 1.2)));
        Assert.Equal(new LineSearchResult(result.Point, LineSearchOutcome.Accepted, 1), result);
        Assert.Equal(1, result.Point.Step);
    }

    [Fact]
    public void Search_Parabola_InterpolatesItsMinimum()
    {
        // Outside the bracket's margin nothing is clamped: the second trial is the exact minimum.
        LineSearchOptions options = new() { Curvature = 1e-3 };
        LineSearchResult result = Search(options, 3, t => new(t, (t - 1) * (t - 1), 2 * (t - 1)));
        Assert.Equal(2, result.Evaluations);
        Assert.Equal(1, result.Point.Step, 1e-12);
    }

    [Fact]
    public void Search_NotFiniteBeyondSomePoint_StaysBefore()
    {
        // −ln(1 − t) − 2t is finite for t < 1 only; its minimum is at 0.5.
        LineSearchResult result = Search(
            new LineSearchOptions { Curvature = 0.1 }, 10, t => t >= 1
                ? new LinePoint(t, double.NaN, double.NaN)
                : new LinePoint(t, -Math.Log(1 - t) - 2 * t, 1 / (1 - t) - 2));
        Assert.Equal(LineSearchOutcome.Accepted, result.Outcome);
        Assert.InRange(result.Point.Step, 0.45, 0.55);
    }

    [Fact]
    public void Search_NeverFinite_SaysSo()
    {
        LineSearchOptions options = new() { MaxEvaluations = 7 };
        LineSearchResult result = Search(
            options, 1, t => t == 0 ? new LinePoint(0, 1, -1) : new LinePoint(t, 0, double.PositiveInfinity));
        Assert.Equal(new LineSearchResult(new LinePoint(0, 1, -1), LineSearchOutcome.NotFinite, 7), result);
    }

    [Fact]
    public void Search_AscentInDisguise_FailsAtTheStart()
    {
        // The slope at 0 promises a descent that does not exist.
        LineSearchResult result = Search(
            new LineSearchOptions(), 1, t => t == 0 ? new LinePoint(0, 1, -1) : new LinePoint(t, 1 + t, 1));
        Assert.Equal(LineSearchOutcome.Failed, result.Outcome);
        Assert.Equal(new LinePoint(0, 1, -1), result.Point);
    }

    [Fact]
    public void Search_BudgetUsedUp_ReturnsTheLowestPointSeen()
    {
        // |slope| never falls below c₂ times that at 0: bends at 1 like an absolute value.
        LineSearchOptions options = new() { MaxEvaluations = 6 };
        List<LinePoint> seen = [];
        LineSearchResult result = Search(options, 3, t =>
        {
            LinePoint point = new(t, Math.Abs(t - 1), t < 1 ? -1 : 1);
            if (t > 0)
                seen.Add(point);
            return point;
        });
        Assert.Equal(LineSearchOutcome.Improved, result.Outcome);
        Assert.Equal(6, result.Evaluations);
        Assert.Equal(seen.MinBy(point => point.Value), result.Point);
    }

    [Fact]
    public void Search_DecreaseBelowTheNoise_AcceptsByTheSlope()
    {
        // f = 1 + 10⁻¹⁰ (t − 1)² + noise of a float32 value: the decrease cannot be seen, the slope can.
        static LinePoint Noisy(double t) => new(t, 1 + (t == 0 ? 0 : 6e-8), 2e-10 * (t - 1));
        LineSearchResult tolerant = Search(new LineSearchOptions(), 1.1, Noisy);
        Assert.Equal(new LineSearchResult(Noisy(1.1), LineSearchOutcome.Accepted, 1), tolerant);
        LineSearchResult strict = Search(new LineSearchOptions { RelativeNoise = 0 }, 1.1, Noisy);
        Assert.Equal(LineSearchOutcome.Failed, strict.Outcome);
    }

    private static LineSearchResult Search(
        LineSearchOptions options, double firstStep, Func<double, LinePoint> function) =>
        new StrongWolfeLineSearch(options).Search(function(0), firstStep, function);
}
