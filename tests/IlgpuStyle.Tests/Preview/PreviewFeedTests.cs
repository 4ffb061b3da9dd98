using IlgpuStyle.Preview;

namespace IlgpuStyle.Tests.Preview;

/// <summary>What is kept for viewers.</summary>
public sealed class PreviewFeedTests
{
    [Fact]
    public void History_OfAMillionSteps_StaysSmallAndReachesFromFirstToLast()
    {
        StepHistory history = new();
        for (int step = 1; step <= 1_000_000; step++)
            history.Add(Step(step));
        Assert.InRange(history.Steps.Count, 2000, 4096);
        Assert.Equal(1, history.Steps[0].Step);
        Assert.InRange(history.Steps[^1].Step, 999_000, 1_000_000);
        int[] gaps = [.. history.Steps.Zip(history.Steps.Skip(1), (a, b) => b.Step - a.Step).Distinct()];
        Assert.Single(gaps);
    }

    [Fact]
    public async Task Viewer_ThatDoesNotRead_IsLetGo()
    {
        Viewer viewer = new();
        for (int i = 0; i < 5000; i++)
            viewer.Send(new PreviewMessage("step", "{}"));
        int read = 0;
        while (await viewer.WaitAsync(CancellationToken.None))
        {
            while (viewer.TryTake(out _))
                read++;
        }

        Assert.Equal(4096, read);
    }

    [Fact]
    public void Message_NotANumber_IsText() =>
        Assert.Contains("\"loss\":\"NaN\"", PreviewMessage.Of("step", Step(1) with { Loss = double.NaN }).ToWire());

    private static PreviewStep Step(int step) => new(
        step, 1, "48×36", step, 1_000_000, 1, 0.5, 0.4, 0.1, new Dictionary<string, double>(), 0.1, 1, 2, 1000);
}
