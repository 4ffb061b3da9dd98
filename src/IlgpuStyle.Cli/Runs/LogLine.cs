using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// One line of a run's log; which members it has depends on <see cref="Event"/>: "begin" (also at every
/// resumption), "step", "event", "end". Times are seconds, memory bytes; a number that is not finite is a
/// string, "NaN" or "Infinity".
/// </summary>
internal sealed record LogLine
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>begin, step, event or end.</summary>
    public required string Event { get; init; }

    /// <summary>Steps done in the whole run.</summary>
    public int TotalIteration { get; init; }

    /// <summary>Stage, from 1.</summary>
    public int? Scale { get; init; }

    /// <summary>Width of the stage.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the stage.</summary>
    public int? Height { get; init; }

    /// <summary>Steps done in the stage.</summary>
    public int? Iteration { get; init; }

    /// <summary>Evaluations in the whole run.</summary>
    public int? Evaluations { get; init; }

    /// <summary>The loss.</summary>
    public double? Loss { get; init; }

    /// <summary>Every term of every layer.</summary>
    public IReadOnlyList<LogTerm>? Terms { get; init; }

    /// <summary>2-norm of the gradient.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Step length or learning rate.</summary>
    public double? StepLength { get; init; }

    /// <summary>What the optimiser says of the step.</summary>
    public string? Status { get; init; }

    /// <summary>Time of the run so far.</summary>
    public double? Elapsed { get; init; }

    /// <summary>Mean time of an evaluation in this stage.</summary>
    public double? SecondsPerEvaluation { get; init; }

    /// <summary>Memory that the backend holds; at the end the most it held.</summary>
    public long? Memory { get; init; }

    /// <summary>What kind of event, or why the run ended.</summary>
    public string? Kind { get; init; }

    /// <summary>An event for people.</summary>
    public string? Message { get; init; }

    /// <summary>At the beginning: the settings.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>At the beginning: the program with its parts.</summary>
    public string? Program { get; init; }

    /// <summary>At the beginning: the machine.</summary>
    public string? Machine { get; init; }

    /// <summary>At the beginning: the device in full.</summary>
    public string? Device { get; init; }

    /// <summary>At the beginning: the time of day, UTC.</summary>
    public DateTime? Time { get; init; }

    /// <summary>A step.</summary>
    public static LogLine Of(TransferProgress progress) => new()
    {
        Event = "step",
        TotalIteration = progress.TotalIteration,
        Scale = progress.Scale,
        Width = progress.Width,
        Height = progress.Height,
        Iteration = progress.Iteration,
        Evaluations = progress.Evaluations,
        Loss = progress.Loss,
        Terms = [.. progress.Terms.Terms.Select(
            t => new LogTerm(JsonNamingPolicy.CamelCase.ConvertName($"{t.Kind}"), t.Layer, t.Value))],
        GradientNorm = progress.GradientNorm,
        StepLength = progress.StepLength,
        Status = JsonNamingPolicy.CamelCase.ConvertName($"{progress.Status}"),
        Elapsed = progress.Elapsed.TotalSeconds,
        SecondsPerEvaluation = progress.SecondsPerEvaluation,
        Memory = progress.AllocatedBytes,
    };

    /// <summary>The line's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads a line; null if it is none, such as one that a full disk or a kill has cut.</summary>
    public static LogLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<LogLine>(line, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
