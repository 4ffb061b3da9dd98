using System.Globalization;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>How a run shows itself: a live line on a terminal, plain lines elsewhere.</summary>
internal abstract class ProgressDisplay : IRunObserver
{
    private readonly TextWriter _output;
    private string _outputPath = "";

    /// <summary>What the last line calls the picture's place; null: the path that it is written to.</summary>
    public string? OutputName { get; init; }

    /// <summary>Keeps the writer.</summary>
    protected ProgressDisplay(TextWriter output) => _output = output;

    /// <summary>Says what will run where.</summary>
    public void Begin(RunDescription run)
    {
        _outputPath = run.Output;
        foreach (string line in RunHeader.Lines(
            run.Backend, run.Weights, run.Recorder.Record.Run.Settings, run.Options, run.Stages, run.Forecast, run.PhotoSize))
            Write(line);
    }

    /// <summary>One optimiser step was made.</summary>
    public abstract void Show(TransferProgress progress);

    /// <summary>A tile of a tiled evaluation was computed.</summary>
    public abstract void ShowTile(int done, int count);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        Finish();
        Write(happening.Kind == TransferEventKind.Interrupted ? "stopping …" : happening.Message);
    }

    /// <summary>The picture is written.</summary>
    public void End(TransferResult result, string output)
    {
        Finish();
        double share = 100 * result.EvaluationTime.TotalSeconds / Math.Max(1e-9, result.Elapsed.TotalSeconds);
        if (result.Ending == TransferEnding.Interrupted)
            Write("interrupted: the picture so far is saved");
        if (result.Ending == TransferEnding.Diverged)
            Write("warning: the loss diverged; the best picture is saved.");
        string loss = double.IsNaN(result.Loss) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"loss {result.InitialLoss:g6} → {result.Loss:g6}, ");
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{loss}{Counted.Of(result.Evaluations, "evaluation")} in "
                + $"{result.Elapsed.TotalSeconds:0.0} s ({share:0} % evaluating), "
                + $"{ByteSize.Format(result.PeakBytes)} of buffers"));
        Write($"wrote {(output == _outputPath ? OutputName ?? output : output)}: {result.Picture.Width}×{result.Picture.Height}");
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Ends what <see cref="Show"/> left open.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>One line of text.</summary>
    protected void Write(string line) => _output.WriteLine(line);

    /// <summary>Text as it is, seen at once.</summary>
    protected void WriteRaw(string text)
    {
        _output.Write(text);
        _output.Flush();
    }

    /// <summary>The numbers of a step, in a fixed order.</summary>
    protected static string Describe(TransferProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Width}×{progress.Height} {progress.Iteration}/{progress.Iterations}  loss "
            + $"{progress.Loss:g5} ({Describe(progress.Terms)})  {progress.SecondsPerEvaluation:0.000} s/eval  "
            + $"{ForecastText.Duration(progress.Elapsed)} + {ForecastText.Duration(progress.Remaining)}");

    /// <summary>Content, style and total variation, and what else there is.</summary>
    private static string Describe(LossReport terms)
    {
        List<string> words = [];
        for (LossTermKind kind = LossTermKind.Content; kind <= LossTermKind.Attraction; kind++)
        {
            if (kind <= LossTermKind.TotalVariation || terms.Terms.Any(term => term.Kind == kind))
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{LossPrinter.Word(kind)} {terms.Of(kind):g3}"));
        }

        return string.Join(", ", words);
    }
}
