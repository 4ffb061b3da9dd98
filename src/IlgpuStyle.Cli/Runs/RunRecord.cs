using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using IlgpuStyle.Backends;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// How a picture is made: everything that decides its bits, so that it can be made again. It stands in
/// checkpoints and in the picture's text (PNG chunk, JPEG comment) and holds nothing that differs between two
/// runs of the same command: no time, no place.
/// </summary>
internal sealed partial record RunRecord
{
    /// <summary>The keyword of the picture's text, and the key in a checkpoint.</summary>
    public const string Key = "istyle";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>
    /// The program's code: <see cref="VersionLine.Build"/>; null in records of before there was one.
    /// </summary>
    public string? Build { get; init; }

    /// <summary>
    /// Arguments of <c>transfer</c> that decide the picture: paths of inputs absolute, weights and backend by
    /// name, without the places of outputs.
    /// </summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The files among the arguments, but for the weights.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>sha256 of the weights.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>The device as far as it may decide rounding: "AVX-512", the name of a card.</summary>
    public required string Device { get; init; }

    /// <summary>Weights changed during the run, in order.</summary>
    public IReadOnlyList<RecordedChange> Changes { get; init; } = [];

    /// <summary>The end; null while the run is under way.</summary>
    public RecordedResult? Result { get; init; }

    /// <summary>
    /// A backend's description without what does not change the bits: threads (the SIMD backend's results do
    /// not depend on them) and memory.
    /// </summary>
    public static string DeviceOf(IBackend backend) => Irrelevant().Replace(backend.Description, "");

    /// <summary>
    /// The command that makes the picture again, for a shell; the output's name is left to its reader.
    /// </summary>
    [JsonIgnore]
    public string CommandLine => $"istyle transfer {string.Join(' ', Arguments.Select(Quoted))} -o OUT.png";

    /// <summary>Whether two records describe the same run, however far each has come.</summary>
    public bool IsSameRun(RunRecord other) =>
        (this with { Changes = [], Result = null }).ToJson() == (other with { Changes = [], Result = null }).ToJson();

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads it back.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="InputException">It is not that.</exception>
    public static RunRecord Parse(string json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(json, s_json) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InputException(
                $"'{source}': its settings are damaged ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    private static string Quoted(string argument) =>
        PlainWord().IsMatch(argument)
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w./:=,@%+-]+$")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@", \d+ threads?\b|, [\d.]+ [KMGT]iB\b.*$")]
    private static partial Regex Irrelevant();
}
