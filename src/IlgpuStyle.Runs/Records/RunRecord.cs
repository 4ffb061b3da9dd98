using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IlgpuStyle.Backends;

namespace IlgpuStyle.Runs.Records;

/// <summary>
/// How a picture is made: everything that decides its bits, so that it can be made again. It stands in
/// checkpoints and in the picture's text (PNG chunk, JPEG comment) and holds nothing that differs between two
/// runs of the same command: no time, no place.
/// </summary>
internal sealed partial record RunRecord
{
    /// <summary>The keyword of the picture's text, and the key in a checkpoint.</summary>
    public const string Key = "istyle";

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The program's code: <see cref="ProgramBuild.Id"/>.</summary>
    public required string Build { get; init; }

    /// <summary>What was run.</summary>
    public required RunSpec Run { get; init; }

    /// <summary>The device as far as it may decide rounding: "AVX-512", the name of a card.</summary>
    public required string Device { get; init; }

    /// <summary>Weights changed during the run, in order.</summary>
    public IReadOnlyList<RecordedChange> Changes { get; init; } = [];

    /// <summary>The end; null while the run is under way.</summary>
    public RecordedResult? Result { get; init; }

    /// <summary>Whether two records describe the same run, however far each has come.</summary>
    public bool IsSameRun(RunRecord other) =>
        (this with { Changes = [], Result = null }).ToJson() == (other with { Changes = [], Result = null }).ToJson();

    /// <summary>
    /// One line of JSON, as <see cref="RunJson.Line"/> would write it. Every run ends with it, and finding out by reflection how to write
    /// it takes as long as some steps of a small picture.
    /// </summary>
    public string ToJson()
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text, RunJson.Writing))
            Write(writer);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Reads it back.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave, or anything.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="InputException">It is not that.</exception>
    public static RunRecord Parse(string json, string source)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(json);
            // The serializer takes the last of two equal names.
            if (node is JsonObject members)
                RunJson.Members(members);
            RunRecord record = node.Deserialize<RunRecord>(RunJson.Options) ?? throw new FormatException("there are none");
            return record.Fault() is { } fault ? throw new FormatException(fault) : record;
        }
        catch (Exception e) when (RunJson.IsDamage(e))
        {
            string reason = json.StartsWith("{\"program\"", StringComparison.Ordinal)
                && json.Contains("\"arguments\":", StringComparison.Ordinal)
                ? "they are those of an earlier version"
                : $"they are damaged: {RunJson.Reason(e)}";
            throw new InputException($"'{source}': its settings cannot be read ({reason}).", e);
        }
    }

    /// <summary>What a record that was read lacks, as a clause; null if nothing.</summary>
    internal string? Fault()
    {
        string? missing = Program is null ? "program" : Build is null ? "build" : Run is null ? "run"
            : Device is null ? "device" : Changes is null ? "changes" : null;
        return missing is not null ? $"'{missing}' is null"
            : Changes!.All(change => change?.Weights is not null) ? null
            : "a change of weights under 'changes' lacks its 'weights'";
    }

    /// <summary>
    /// A backend's description without what does not change the bits: threads (the SIMD backend's results do
    /// not depend on them) and memory.
    /// </summary>
    internal static string DeviceOf(IBackend backend) => Irrelevant().Replace(backend.Description, "");

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("program", Program);
        writer.WriteString("build", Build);
        writer.WritePropertyName("run");
        RunSpecJson.Write(writer, Run);
        writer.WriteString("device", Device);
        writer.WritePropertyName("changes");
        if (Changes.Count > 0)
            JsonSerializer.Serialize(writer, Changes, RunJson.Options);
        else
            writer.WriteRawValue("[]");
        if (Result is { } result)
        {
            writer.WriteStartObject("result");
            writer.WriteString("ending", JsonNamingPolicy.CamelCase.ConvertName(result.Ending.ToString()));
            writer.WriteNumber("steps", result.Steps);
            writer.WriteNumber("evaluations", result.Evaluations);
            if (double.IsFinite(result.Loss))
                writer.WriteNumber("loss", result.Loss);
            else
                writer.WriteString("loss", result.Loss.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    [GeneratedRegex(@", \d+ threads?\b|, [\d.]+ [KMGT]iB\b.*$")]
    private static partial Regex Irrelevant();
}
