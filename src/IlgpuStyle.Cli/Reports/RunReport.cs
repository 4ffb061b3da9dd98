using System.Globalization;
using System.Text;
using IlgpuStyle.Cli.Runs;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Reports;

/// <summary>
/// Makes a run's report.html when the run ends or is interrupted: one file that needs no other, with
/// pictures, curves, settings and the command that makes the picture again.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="recorder">The settings.</param>
internal sealed class RunReport(string folder, RunRecorder recorder) : IRunObserver
{
    private const int ResultSide = 1280, InputSide = 360, SnapshotSide = 220, MaxSnapshots = 12;

    private readonly WarningOnce _warning = new();
    private string _output = "";

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _output = run.Output;

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
    }

    /// <inheritdoc/>
    public void End(TransferResult result) => _warning.Try(() => Write(result));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(TransferResult result)
    {
        string path = Path.Combine(folder, RunFolder.ReportName);
        IReadOnlyList<LogLine> log = RunLog.Read(Path.Combine(folder, RunFolder.LogName));
        HtmlPage page = new(Path.GetFileName(_output));
        page.Picture(result.Picture, ResultSide, $"{_output}, {result.Picture.Size}");
        page.Facts(Summary(result));
        page.Heading("Make it again");
        page.Code(recorder.Record.CommandLine.Replace("OUT.png", Path.GetFileName(_output), StringComparison.Ordinal));
        page.Code($"istyle rerun {_output}");
        AppendInputs(page);
        AppendCurves(page, log);
        AppendSnapshots(page);
        AppendEvents(page, log);
        page.Heading("Settings");
        page.Facts(Settings(log));
        try
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.ToString())));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static IEnumerable<(string, string)> Summary(TransferResult result) =>
    [
        ("ending", result.Ending.ToString().ToLowerInvariant()),
        ("loss", string.Create(CultureInfo.InvariantCulture, $"{result.InitialLoss:g6} → {result.Loss:g6} (last stage)")),
        ("evaluations", string.Create(CultureInfo.InvariantCulture, $"{result.Evaluations}, "
            + $"{result.EvaluationTime.TotalSeconds:0.0} s of {result.Elapsed.TotalSeconds:0.0} s")),
        ("memory", $"{ByteSize.Format(result.PeakBytes)} at most"),
    ];

    private void AppendInputs(HtmlPage page)
    {
        page.Heading("Inputs");
        page.BeginRow();
        foreach (InputFile input in recorder.Record.Inputs)
        {
            try
            {
                page.Picture(ImageFile.Read(input.Path), InputSide, input.Path);
            }
            catch (InputException)
            {
                // Not every input is a picture, and none need be there any more.
                page.Text(input.Path);
            }
        }

        page.EndRow();
    }

    private static void AppendCurves(HtmlPage page, IReadOnlyList<LogLine> log)
    {
        LogLine[] steps = [.. log.Where(line => line.Event == "step")];
        if (steps.Length == 0)
            return;
        page.Heading("Curves");
        List<ChartMark> marks = [.. log.Where(line => line.Event == "event").Select(
            line => new ChartMark(line.TotalIteration, line.Message ?? ""))];
        marks.AddRange(steps.Where(s => s.Iteration == 1 && s.Scale > 1).Select(
            s => new ChartMark(s.TotalIteration, $"stage {s.Scale}: {s.Width}×{s.Height}")));
        page.Html(LogChart.Draw(
            "Loss",
            [
                Curve("total", steps, s => s.Loss ?? 0), Curve("content", steps, s => Sum(s, "content")),
                Curve("style", steps, s => Sum(s, "style")), Curve("total variation", steps, s => Sum(s, "totalVariation")),
            ],
            marks));
        IEnumerable<ChartSeries> terms = steps[^1].Terms!.Where(term => term.Layer.Length > 0).Select(term => Curve(
            $"{term.Kind} {term.Layer}", steps, s =>
                s.Terms!.FirstOrDefault(t => t.Kind == term.Kind && t.Layer == term.Layer)?.Value ?? 0));
        page.Html(LogChart.Draw("Loss of each layer", terms, marks));
        page.Html(LogChart.Draw(
            "Optimiser", [Curve("gradient norm", steps, s => s.GradientNorm ?? 0), Curve("step length", steps, s => s.StepLength ?? 0)], marks));
        page.Html(LogChart.Draw(
            "Time and memory",
            [
                Curve("seconds per evaluation", steps, s => s.SecondsPerEvaluation ?? 0),
                Curve("memory in GiB", steps, s => (s.Memory ?? 0) / (double)(1 << 30)),
            ],
            marks));
    }

    private static double Sum(LogLine step, string kind) =>
        step.Terms!.Where(term => term.Kind == kind).Sum(term => term.Value);

    private static ChartSeries Curve(string name, LogLine[] steps, Func<LogLine, double> value) =>
        new(name, [.. steps.Select(step => (step.TotalIteration, value(step)))]);

    private void AppendSnapshots(HtmlPage page)
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(folder, RunFolder.SnapshotFolder)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            return;
        page.Heading("Snapshots");
        page.BeginRow();
        int shown = Math.Min(files.Length, MaxSnapshots);
        for (int i = 0; i < shown; i++)
        {
            string file = files[shown == 1 ? 0 : (int)((long)i * (files.Length - 1) / (shown - 1))];
            page.Picture(
                ImageFile.Read(file), SnapshotSide,
                $"step {Path.GetFileNameWithoutExtension(file).TrimStart('0')}");
        }

        page.EndRow();
    }

    private static void AppendEvents(HtmlPage page, IReadOnlyList<LogLine> log)
    {
        LogLine[] events = [.. log.Where(line => line.Event == "event")];
        if (events.Length == 0)
            return;
        page.Heading("Events");
        page.Facts(events.Select(line => ($"step {line.TotalIteration}", line.Message ?? "")));
    }

    private IEnumerable<(string, string)> Settings(IReadOnlyList<LogLine> log)
    {
        foreach (LogLine begin in log.Where(line => line.Event == "begin"))
        {
            string when = begin.TotalIteration == 0 ? "begun" : $"resumed after step {begin.TotalIteration}";
            yield return (when, string.Create(CultureInfo.InvariantCulture, $"{begin.Time:yyyy-MM-dd HH:mm:ss} UTC"));
            yield return ("program", begin.Program ?? "");
            yield return ("machine", begin.Machine ?? "");
            yield return ("device", begin.Device ?? "");
        }

        yield return ("arguments", string.Join(' ', recorder.Record.Arguments));
        foreach (InputFile input in recorder.Record.Inputs)
            yield return ($"sha256 of {Path.GetFileName(input.Path)}", input.Sha256);
        yield return ("sha256 of the weights", recorder.Record.WeightsSha256);
    }
}
