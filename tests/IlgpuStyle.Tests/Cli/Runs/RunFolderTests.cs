using System.Text.RegularExpressions;
using IlgpuStyle.Cli.Reports;
using IlgpuStyle.Cli.Runs;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>The folder of --run: log, snapshots, report.</summary>
[Collection("console")]
public sealed class RunFolderTests : RunFixture
{
    private string Run => PathOf("run");

    private string LogPath => Path.Combine(Run, RunFolder.LogName);

    [Fact]
    public void Run_Folder_HoldsEveryStepWithEveryTerm()
    {
        Transfer("out.png", "--run", Run, "--save-every", "3");
        IReadOnlyList<LogLine> log = RunLog.Read(LogPath);
        Assert.Equal(["begin", .. Enumerable.Repeat("step", 6), "end"], log.Select(line => line.Event));
        LogLine[] steps = [.. log.Where(line => line.Event == "step")];
        Assert.Equal(Enumerable.Range(1, 6), steps.Select(step => step.TotalIteration));
        Assert.All(steps, step =>
        {
            Assert.Equal(step.Loss!.Value, step.Terms!.Sum(term => term.Value), 1e-9);
            Assert.Contains(step.Terms!, term => term is { Kind: "style", Layer: "conv4_1" });
            Assert.True(step is { GradientNorm: > 0, StepLength: > 0, Memory: > 0, SecondsPerEvaluation: > 0, Elapsed: > 0 });
        });
        Assert.Equal("finished", log[^1].Kind);
        Assert.Equal(steps[^1].Loss, log[^1].Loss);
        Assert.Equal(
            ["0003.png", "0006.png"],
            Directory.GetFiles(Path.Combine(Run, RunFolder.SnapshotFolder)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(Run, RunFiles.CheckpointName)));
    }

    [Fact]
    public void Run_Folder_HoldsAReportThatNeedsNothingElse()
    {
        Transfer("out.png", "--run", Run, "--save-every", "3");
        string report = File.ReadAllText(Path.Combine(Run, RunFolder.ReportName));
        // The result, two inputs, two snapshots.
        Assert.Equal(5, Regex.Count(report, "<img [^>]*src=\"data:image/jpeg;base64,"));
        Assert.Equal(4, Regex.Count(report, "<svg "));
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", report);
        Assert.DoesNotContain("<script", report);
        Assert.Contains("style conv4_1", report);
        Assert.Contains($"istyle transfer {Photo} {Painting}", report);
        Assert.Contains("-o out.png", report);
        Assert.Contains(Environment.Version.ToString(), report);
    }

    [Fact]
    public void Run_Resumed_LogIsThatOfOneRun()
    {
        Stopped(new StopAfter(4), "out.png", "--run", Run);
        // A killed run has gone on after its checkpoint, and its last line may be cut.
        string later = new LogLine { Event = "step", TotalIteration = 5, Loss = 77 }.ToJson();
        File.AppendAllText(LogPath, later + "\n" + later[..20]);
        Assert.Equal(0, CommandRun.Of("resume", Run).Code);
        IReadOnlyList<LogLine> log = RunLog.Read(LogPath);
        Assert.Equal(Enumerable.Range(1, 6), log.Where(line => line.Event == "step").Select(line => line.TotalIteration));
        Assert.DoesNotContain(log, line => line.Loss == 77);
        Assert.Equal(2, log.Count(line => line.Event == "begin"));
        Assert.Contains("resumed after step 4", File.ReadAllText(Path.Combine(Run, RunFolder.ReportName)));
    }

    [Fact]
    public void Run_FolderInUse_IsRefusedAndUntouched()
    {
        Stopped(new StopAfter(2), "out.png", "--run", Run);
        byte[] checkpoint = File.ReadAllBytes(Path.Combine(Run, RunFiles.CheckpointName));
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("new.png", "--run", Run)]);
        Assert.Equal(1, code);
        Assert.Contains("unfinished run", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(checkpoint, File.ReadAllBytes(Path.Combine(Run, RunFiles.CheckpointName)));
        Assert.Equal(0, CommandRun.Of("resume", Run).Code);
        Assert.Contains("finished run", CommandRun.Of(["transfer", .. Arguments("new.png", "--run", Run)]).Error);
        Assert.Contains("--run", CommandRun.Of(["transfer", .. Arguments("new.png", "--run", Photo)]).Error);
        Assert.False(File.Exists(PathOf("new.png")));
    }

    [Fact]
    public void LogLine_NotANumber_ReadsBack()
    {
        LogLine line = new() { Event = "step", Loss = double.NaN, GradientNorm = double.PositiveInfinity };
        Assert.Equal(line.ToJson(), LogLine.Parse(line.ToJson())!.ToJson());
        Assert.Null(LogLine.Parse(line.ToJson()[..^3]));
    }

    [Fact]
    public void LogChart_Values_LieOnTheLogarithmicAxis()
    {
        string svg = LogChart.Draw("t", [new ChartSeries("a<b", [(0, 1), (10, 10), (20, 100), (30, -1), (40, 100)])], [new ChartMark(10, "here")]);
        MatchCollection points = Regex.Matches(svg, "[ML]([0-9.]+) ([0-9.]+)");
        double[] y = [.. points.Select(point => double.Parse(point.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture))];
        // One decade apart each, and a gap where the value is negative.
        Assert.Equal(y[0] - y[1], y[1] - y[2], 0.11);
        Assert.Equal(y[2], y[3]);
        Assert.Equal(2, svg.Split('"').Single(part => part.StartsWith('M')).Count(c => c == 'M'));
        Assert.Contains("a&lt;b", svg);
        Assert.Contains("step 10: here", svg);
        Assert.Equal("", LogChart.Draw("t", [new ChartSeries("a", [(0, 0)])], []));
    }

    [Fact]
    public void Run_Events_StandInLogAndReport()
    {
        Stopped(new StopAfter(4, (2, new WeightChange(TotalVariation: 3))), "out.png", "--run", Run);
        LogLine[] events = [.. RunLog.Read(LogPath).Where(line => line.Event == "event")];
        Assert.Equal(["weightsChanged", "interrupted"], events.Select(e => e.Kind!));
        Assert.Contains("total variation weight 3", File.ReadAllText(Path.Combine(Run, RunFolder.ReportName)));
    }
}
