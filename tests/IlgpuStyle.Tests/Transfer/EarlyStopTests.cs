using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>When a stage ends early.</summary>
public sealed class EarlyStopTests
{
    [Fact]
    public void Add_HalvingLoss_NeverStops() => Assert.Equal(-1, StopsAt(new EarlyStop(0.01, 3), k => Math.Pow(0.5, k)));

    [Fact]
    public void Add_FlatLoss_StopsOneWindowAfterTheLastImprovement() =>
        Assert.Equal(7, StopsAt(new EarlyStop(0.01, 3), k => k < 5 ? 10 - k : 6));

    [Fact]
    public void Add_ThresholdZero_NeverStopsEvenIfTheLossRises() => Assert.Equal(-1, StopsAt(new EarlyStop(0, 3), k => k));

    [Fact]
    public void Add_JitterAboveAFallingFloor_GoesOn() =>
        Assert.Equal(-1, StopsAt(new EarlyStop(0.01, 4), k => Math.Pow(0.9, k) * (k % 3 == 0 ? 1 : 5)));

    private static int StopsAt(EarlyStop stop, Func<int, double> loss)
    {
        for (int k = 0; k < 60; k++)
        {
            if (stop.Add(loss(k)))
                return k;
        }

        return -1;
    }
}
