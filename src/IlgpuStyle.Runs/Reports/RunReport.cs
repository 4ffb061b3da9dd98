using System.Globalization;
using System.Text;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Reports;

/// <summary>
/// Makes a run's report.html when the run ends or is interrupted: one file that needs no other, with
/// pictures, curves, settings and the command that makes the picture again.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="recorder">The settings.</param>
/// <param name="announcements">Where warnings go.</param>
internal sealed class RunReport(string folder, RunRecorder recorder, Announcements announcements) : IRunObserver
{
    private const int ResultSide = 1280, InputSide = 360, SnapshotSide = 220, MaxSnapshots = 12;

    private readonly WarningOnce _warning = new(announcements);
    private string _output = "";

    /// <inheritdoc/>
    public void End(TransferResult result, string output)
    {
        _output = output;
        string html = "";
        if (_warning.Try(() => html = Page(result)))
            OutputGate.Place(Path.Combine(folder, RunFolder.ReportName), "the report", OutputGate.IsReport, path => _warning.Try(
                $"cannot write '{path}'", () => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)))));
    }

    private string Page(TransferResult result)
    {
        IReadOnlyList<RunEvent> log = RunLog.Read(Path.Combine(folder, RunFolder.LogName));
        HtmlPage page = new(Path.GetFileName(_output));
        AppendResult(page, result.Picture);
        page.Facts(Summary(result));
        bool isInterrupted = result.Ending == TransferEnding.Interrupted;
        page.Heading(isInterrupted ? "Go on" : "Make it again");
        page.Code(isInterrupted ? $"istyle resume {ShellWord.Quoted(folder)}" : $"istyle rerun {ShellWord.Quoted(_output)}");
        page.Code(recorder.Record.Run.CommandLine(Path.GetFileName(_output)));
        AppendInputs(page);
        AppendSnapshots(page);
        page.BeginDetails("Curves and settings");
        AppendCurves(page, log);
        AppendEvents(page, log);
        page.Heading("Settings");
        page.Facts(Settings(log));
        page.EndDetails();
        return page.ToString();
    }

    private static IEnumerable<(string, string)> Summary(TransferResult result) =>
    [
        ("ending", result.Ending.ToString().ToLowerInvariant()),
        ("loss", double.IsNaN(result.Loss) ? "none yet"
            : string.Create(CultureInfo.InvariantCulture, $"{result.InitialLoss:g6} → {result.Loss:g6} (last stage)")),
        ("evaluations", string.Create(CultureInfo.InvariantCulture, $"{result.Evaluations}, "
            + $"{result.EvaluationTime.TotalSeconds:0.0} s of {result.Elapsed.TotalSeconds:0.0} s")),
        ("memory", $"{ByteSize.Format(result.PeakBytes)} at most"),
    ];

    // Beside the photo that it was, if it was one.
    private void AppendResult(HtmlPage page, RgbImage picture)
    {
        string caption = $"{_output}, {picture.Size}";
        if (recorder.Record.Run.Kind == RunKind.Transfer && TryRead(recorder.Record.Run.Settings.Get(InputSettings.Photo)!) is { } photo)
            page.Comparison((Resampler.Resize(photo, picture.Size), "photo"), (picture, "picture"), ResultSide, caption);
        else
            page.Picture(picture, ResultSide, caption);
    }

    private void AppendInputs(HtmlPage page)
    {
        page.Heading("Made from");
        page.BeginRow();
        foreach ((Setting setting, IReadOnlyList<string> texts) in recorder.Record.Run.Settings.All)
        {
            foreach (string text in setting.IsInput ? texts : [])
            {
                if (setting.PathIn(text) is not var (path, rest))
                    continue;
                string label = $"{setting.Title}: {Path.GetFileName(path)}{rest}";
                if (TryRead(path) is { } picture)
                    page.Picture(picture, InputSide, label);
                else
                    page.Text(label);
            }
        }

        page.EndRow();
    }

    // None need be there any more.
    private static RgbImage? TryRead(string path)
    {
        try
        {
            return ImageFile.Read(InputAddress.Read(path), path);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static void AppendCurves(HtmlPage page, IReadOnlyList<RunEvent> log)
    {
        StepRecord[] steps = [.. log.OfType<StepRecord>()];
        if (steps.Length == 0)
            return;
        page.Heading("Curves");
        List<ChartMark> marks = [.. log.OfType<TransferEvent>().Select(e => new ChartMark(e.TotalIteration, e.Message))];
        marks.AddRange(steps.Where(s => s.Iteration == 1 && s.Scale > 1).Select(
            s => new ChartMark(s.TotalIteration, $"stage {s.Scale}: {s.Width}×{s.Height}")));
        page.Html(LogChart.Draw(
            "Loss",
            [
                Curve("total", steps, s => s.Loss), Curve("content", steps, s => s.Terms.Content),
                Curve("style", steps, s => s.Terms.Style), Curve("total variation", steps, s => s.Terms.TotalVariation),
            ],
            marks));
        IEnumerable<ChartSeries> terms = steps[^1].Terms.Terms.Where(term => term.Layer.Length > 0).Select(term => Curve(
            $"{(term.Kind == LossTermKind.Content ? "content" : "style")} {term.Layer} {term.Part}".TrimEnd(), steps,
            s => s.Terms.Terms.FirstOrDefault(t => t.Kind == term.Kind && t.Layer == term.Layer && t.Part == term.Part).Value));
        page.Html(LogChart.Draw("Loss of each layer", terms, marks));
        page.Html(LogChart.Draw(
            "Optimiser", [Curve("gradient norm", steps, s => s.GradientNorm), Curve("step length", steps, s => s.StepLength)], marks));
        page.Html(LogChart.Draw(
            "Time and memory",
            [
                Curve("seconds per evaluation", steps, s => s.SecondsPerEvaluation),
                Curve("memory in GiB", steps, s => s.AllocatedBytes / (double)(1 << 30)),
            ],
            marks));
    }

    private static ChartSeries Curve(string name, StepRecord[] steps, Func<StepRecord, double> value) =>
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

    private static void AppendEvents(HtmlPage page, IReadOnlyList<RunEvent> log)
    {
        TransferEvent[] events = [.. log.OfType<TransferEvent>()];
        if (events.Length == 0)
            return;
        page.Heading("Events");
        page.Facts(events.Select(e => ($"step {e.TotalIteration}", e.Message)));
    }

    private IEnumerable<(string, string)> Settings(IReadOnlyList<RunEvent> log)
    {
        foreach (BeginRecord begin in log.OfType<BeginRecord>())
        {
            string when = begin.TotalIteration == 0 ? "begun" : $"resumed after step {begin.TotalIteration}";
            yield return (when, string.Create(CultureInfo.InvariantCulture, $"{begin.Time:yyyy-MM-dd HH:mm:ss} UTC"));
            yield return ("program", begin.Program ?? "");
            yield return ("machine", begin.Machine ?? "");
            yield return ("device", begin.Device);
        }

        foreach ((Setting setting, IReadOnlyList<string> values) in recorder.Record.Run.Settings.All)
            yield return (setting.Name, string.Join(',', values));
        foreach (InputFile input in recorder.Record.Run.Inputs)
            yield return ($"sha256 of {Path.GetFileName(input.Path)}", input.Sha256);
        yield return ("sha256 of the weights", recorder.Record.Run.WeightsSha256);
    }
}
