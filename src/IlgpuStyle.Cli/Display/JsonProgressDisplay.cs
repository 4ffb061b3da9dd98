using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IlgpuStyle.Planning;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// One JSON object a line for other programs: "begin" with the plan, every "step" with every term, "event"
/// for what is no step, "end". Times are seconds, memory bytes. A number that is not finite is a string,
/// "NaN" or "Infinity".
/// </summary>
internal sealed class JsonProgressDisplay(TextWriter output) : IRunObserver
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // The output is no web page: letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string _path = "";

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        _path = run.Output;
        RunPlan? plan = run.Forecast?.Plan;
        Write(new
        {
            Event = "begin",
            Backend = run.Backend.Name,
            Device = run.Backend.Description,
            Weights = run.Weights.File.DisplayName,
            Preset = run.Options.Preset.Name,
            run.Size.Width,
            run.Size.Height,
            Evaluations = plan?.Evaluations,
            Seconds = plan?.Time.TotalSeconds,
            Memory = plan?.Memory.Parts.ToDictionary(
                part => JsonNamingPolicy.CamelCase.ConvertName($"{part.Key}"), part => part.Value),
        });
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => Write(new
    {
        Event = "step",
        progress.Scale,
        progress.Width,
        progress.Height,
        progress.Iteration,
        progress.Iterations,
        progress.TotalIteration,
        progress.Evaluations,
        progress.Loss,
        Terms = progress.Terms.Terms.Select(term => new
        {
            Kind = JsonNamingPolicy.CamelCase.ConvertName($"{term.Kind}"),
            term.Layer,
            term.Value,
        }),
        progress.GradientNorm,
        progress.SecondsPerEvaluation,
        Elapsed = progress.Elapsed.TotalSeconds,
        Remaining = progress.Remaining.TotalSeconds,
    });

    /// <inheritdoc/>
    public void Tell(TransferEvent happening) =>
        Write(new { Event = "event", Kind = JsonNamingPolicy.CamelCase.ConvertName($"{happening.Kind}"), happening.TotalIteration, happening.Message });

    /// <inheritdoc/>
    public void End(TransferResult result) => Write(new
    {
        Event = "end",
        Ending = JsonNamingPolicy.CamelCase.ConvertName($"{result.Ending}"),
        result.InitialLoss,
        result.Loss,
        result.Evaluations,
        Elapsed = result.Elapsed.TotalSeconds,
        Evaluating = result.EvaluationTime.TotalSeconds,
        Memory = result.PeakBytes,
        Output = _path,
        result.Picture.Width,
        result.Picture.Height,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Flushed line by line: whoever reads along wants to read now.
    private void Write<T>(T value)
    {
        output.WriteLine(JsonSerializer.Serialize(value, s_json));
        output.Flush();
    }
}
