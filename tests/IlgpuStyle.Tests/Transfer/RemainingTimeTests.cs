using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>The time that remains, from expected costs and the clock.</summary>
public sealed class RemainingTimeTests
{
    // A TimeSpan counts in tenths of a microsecond.
    private const double Tick = 1e-6;

    private static readonly double[] s_costs = [1, 2];
    private static readonly int[] s_iterations = [10, 10];

    [Fact]
    public void After_NothingYet_IsTheExpectedTimeOrUnknown()
    {
        Assert.Equal(30, Begun(costsAreSeconds: true).After(0, Seconds(7)).TotalSeconds, Tick);
        Assert.Equal(0, Begun(costsAreSeconds: false).After(0, Seconds(7)).TotalSeconds, Tick);
    }

    [Fact]
    public void After_StepsTwiceAsSlow_ApproachesTwiceTheTime()
    {
        RemainingTime time = Begun(costsAreSeconds: true);
        // One step of 2 s among five that are taken to keep to their second.
        Assert.Equal(29 * 7 / 6.0, time.After(1, Seconds(7 + 2)).TotalSeconds, Tick);
        Assert.Equal(25 * (10 + 5) / 10.0, time.After(5, Seconds(7 + 10)).TotalSeconds, Tick);
        time.Begin(1, 0, Seconds(7 + 20 + 1));
        // The first stage's rate, (20 + 5)/(10 + 5) had it been asked at its end; it was asked after five steps.
        Assert.Equal(20 * 1.5, time.After(0, Seconds(28)).TotalSeconds, Tick);
    }

    [Fact]
    public void After_CostsInPixels_TakesTheRateFromTheStepsAlone()
    {
        RemainingTime time = Begun(costsAreSeconds: false);
        Assert.Equal(29 * 3, time.After(1, Seconds(7 + 3)).TotalSeconds, Tick);
        Assert.Equal(20 * 3, time.After(10, Seconds(7 + 30)).TotalSeconds, Tick);
        // The pause between the stages is no step's.
        time.Begin(1, 0, Seconds(100));
        Assert.Equal(20 * 3, time.After(0, Seconds(100)).TotalSeconds, Tick);
        Assert.Equal(0, time.After(10, Seconds(200)).TotalSeconds, Tick);
    }

    [Fact]
    public void After_ResumedInTheMiddle_CountsTheNewSteps()
    {
        RemainingTime time = new(s_costs, s_iterations, costsAreSeconds: false);
        time.Begin(1, 4, Seconds(50));
        Assert.Equal(5 * 2 * 0.5, time.After(5, Seconds(51)).TotalSeconds, Tick);
    }

    private static RemainingTime Begun(bool costsAreSeconds)
    {
        RemainingTime time = new(s_costs, s_iterations, costsAreSeconds);
        time.Begin(0, 0, Seconds(7));
        return time;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
