using System.Text.RegularExpressions;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Reports;
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
        IReadOnlyList<RunEvent> log = RunLog.Read(LogPath);
        Assert.Equal(
            [typeof(BeginRecord), .. Enumerable.Repeat(typeof(StepRecord), 6), typeof(EndRecord)], log.Select(line => line.GetType()));
        StepRecord[] steps = [.. log.OfType<StepRecord>()];
        Assert.Equal(Enumerable.Range(1, 6), steps.Select(step => step.TotalIteration));
        Assert.All(steps, step =>
        {
            Assert.Equal(step.Loss, step.Terms.Total, 1e-9);
            Assert.Contains(step.Terms.Terms, term => term is { Kind: LossTermKind.Style, Layer: "conv3_3" });
            Assert.True(step is { GradientNorm: > 0, StepLength: > 0, AllocatedBytes: > 0, SecondsPerEvaluation: > 0 });
            Assert.True(step.Elapsed > TimeSpan.Zero);
        });
        EndRecord end = Assert.IsType<EndRecord>(log[^1]);
        Assert.Equal(TransferEnding.Finished, end.Ending);
        Assert.Equal(steps[^1].Loss, end.Loss);
        Assert.Equal(
            ["0003.png", "0006.png"],
            Directory.GetFiles(Path.Combine(Run, RunFolder.SnapshotFolder)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(Path.Combine(Run, RunFiles.CheckpointName)));
    }

    [Fact]
    public void Run_StoppedBeforeItsFirstStep_HasNoLoss()
    {
        Stopped(new StopAfter(0), "out.png", "--run", Run);
        EndRecord end = Assert.IsType<EndRecord>(RunLog.Read(LogPath)[^1]);
        Assert.Equal((TransferEnding.Interrupted, null, null), (end.Ending, end.InitialLoss, end.Loss));
        Assert.DoesNotContain("NaN", File.ReadAllText(LogPath));
        Assert.DoesNotContain("NaN", File.ReadAllText(Path.Combine(Run, RunFolder.ReportName)));
    }

    [Fact]
    public void Run_Folder_HoldsAReportThatNeedsNothingElse()
    {
        Transfer("out.png", "--run", Run, "--save-every", "3");
        string report = File.ReadAllText(Path.Combine(Run, RunFolder.ReportName));
        // The result over the photo, two inputs, two snapshots.
        Assert.Equal(6, Regex.Count(report, "<img [^>]*src=\"data:image/jpeg;base64,"));
        Assert.Equal(4, Regex.Count(report, "<svg "));
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", report);
        Assert.DoesNotContain("<script", report);
        Assert.Contains("aria-label=\"Between photo and picture\"", report);
        Assert.Contains("istyle rerun", report);
        Assert.Contains("Photo: photo.png", report);
        Assert.Contains("Painting: painting.png", report);
        Assert.Contains("style conv3_3", report);
        Assert.Contains($"istyle transfer {Photo} {Painting}", report);
        Assert.Contains("-o out.png", report);
        Assert.Contains(Environment.Version.ToString(), report);
    }

    [Fact]
    public void Run_Resumed_LogIsThatOfOneRun()
    {
        Stopped(new StopAfter(4), "out.png", "--run", Run);
        // A killed run has gone on after its checkpoint, and its last line may be cut.
        string later = RunJson.Line<RunEvent>(RunLog.Read(LogPath).OfType<StepRecord>().Last() with { TotalIteration = 5, Loss = 77 });
        File.AppendAllText(LogPath, later + "\n" + later[..20]);
        Assert.Equal(0, CommandRun.Of("resume", Run).Code);
        IReadOnlyList<RunEvent> log = RunLog.Read(LogPath);
        Assert.Equal(Enumerable.Range(1, 6), log.OfType<StepRecord>().Select(line => line.TotalIteration));
        Assert.DoesNotContain(log.OfType<StepRecord>(), line => line.Loss == 77);
        Assert.Equal(2, log.OfType<BeginRecord>().Count());
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
    public void Show_FolderOfAFinishedRun_ShowsItsPicture()
    {
        Transfer("out.png", "--run", Run);
        Assert.Equal(CommandRun.Of("show", PathOf("out.png")), CommandRun.Of("show", Run));
        Assert.Contains($"name the picture of its run: '{PathOf("out.png")}'", CommandRun.Of("rerun", Run).Error);
        File.Delete(PathOf("out.png"));
        Assert.Contains($"'{PathOf("out.png")}', is not there", CommandRun.Of("show", Run).Error);
        Assert.Contains("is a folder, and holds no run", CommandRun.Of("show", Folder).Error);
    }

    [Fact]
    public void Run_FolderOfARunKilledBeforeItsCheckpoint_CanBeUsedAgain()
    {
        Stopped(new StopAfter(2), "out.png", "--run", Run);
        File.WriteAllLines(LogPath, File.ReadAllLines(LogPath).Where(line => !line.Contains("\"ending\"")));
        File.Delete(Path.Combine(Run, RunFiles.CheckpointName));
        Transfer("out.png", "--run", Run);
        Assert.Equal(Enumerable.Range(1, 6), RunLog.Read(LogPath).OfType<StepRecord>().Select(step => step.TotalIteration));
    }

    [Fact]
    public void Read_NumbersThatAreNoneAndPartsOfRegions_ComeBack()
    {
        Transfer("out.png", "--run", Run);
        StepRecord step = RunLog.Read(LogPath).OfType<StepRecord>().First() with
        {
            Loss = double.NaN,
            GradientNorm = double.PositiveInfinity,
            Terms = new LossReport([new LossTerm(LossTermKind.Style, "conv1_1", 1, "region 1"),
                new LossTerm(LossTermKind.Style, "conv1_1", 2, "region 2")]),
        };
        string line = RunJson.Line<RunEvent>(step);
        File.WriteAllText(LogPath, line + "\n" + line[..^3] + "\n");
        StepRecord read = Assert.IsType<StepRecord>(Assert.Single(RunLog.Read(LogPath)));
        Assert.Equal(line, RunJson.Line<RunEvent>(read));
        Assert.Equal(["region 1", "region 2"], read.Terms.Terms.Select(term => term.Part));
    }

    [Fact]
    public void LogChart_Values_LieOnTheLogarithmicAxis()
    {
        string svg = LogChart.Draw("t", [new ChartSeries("a<b", [(0, 1), (10, 10), (20, 100), (30, -1), (40, 100)])],
            [new ChartMark(10, "here")]);
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

    /// <summary>What is to be typed next begins as the program was called.</summary>
    [Theory]
    [InlineData(null, "'istyle resume ")]
    [InlineData("./istyle", "'./istyle resume ")]
    public void Run_OfAnUnfinishedFolder_SaysWhatToType(string? typed, string expected)
    {
        Stopped(new StopAfter(1), "out.png", "--run", Run);
        Environment.SetEnvironmentVariable("ISTYLE_COMMAND", typed);
        try
        {
            Assert.Contains(expected, CommandRun.Of(["transfer", .. Arguments("new.png", "--run", Run)]).Error);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ISTYLE_COMMAND", null);
        }
    }

    [Fact]
    public void Run_Events_StandInLogAndReport()
    {
        Stopped(new StopAfter(4, (2, new WeightChange(TotalVariation: 3))), "out.png", "--run", Run);
        TransferEvent[] events = [.. RunLog.Read(LogPath).OfType<TransferEvent>()];
        Assert.Equal([TransferEventKind.WeightsChanged, TransferEventKind.Interrupted], events.Select(e => e.Kind));
        string report = File.ReadAllText(Path.Combine(Run, RunFolder.ReportName));
        Assert.Contains("total variation weight 3", report);
        Assert.Contains("istyle resume", report);
        Assert.DoesNotContain("istyle rerun", report);
    }
}
