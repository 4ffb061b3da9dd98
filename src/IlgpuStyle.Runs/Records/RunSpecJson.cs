using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Records;

/// <summary>
/// A spec as JSON: <c>{"kind": "transfer", "settings": {"size": 640, …}, "inputs": […], "weightsSha256": "…"}</c>. What it reads may
/// come from anywhere: a setting that is unknown, is none of a record's, or means nothing is refused.
/// </summary>
internal sealed class RunSpecJson : JsonConverter<RunSpec>
{
    private const string ExpectedSha256 = "expected 64 lower-case hexadecimal digits";

    private static readonly SettingEffect[] s_recorded = [SettingEffect.Picture, SettingEffect.Rounding];

    /// <inheritdoc/>
    public override RunSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonObject spec = JsonNode.Parse(ref reader) as JsonObject ?? throw new FormatException("no object");
        // For its word on a name that is given twice, before one is asked for.
        RunJson.Members(spec);
        RunKind kind = RunKind.All.FirstOrDefault(kind => kind.Name == (string?)spec["kind"])
            ?? throw new FormatException("'kind' is none of a run's");
        SettingValues values = ReadValues(kind, spec["settings"] as JsonObject ?? throw new FormatException("no settings"), s_recorded);
        InputFile[] inputs = spec["inputs"].Deserialize<InputFile[]>(options) ?? throw new FormatException("no inputs");
        // No file's name holds a null character, and the system ends at it.
        if (inputs.Any(input => string.IsNullOrEmpty(input?.Path) || input.Path.Contains('\0')))
            throw new FormatException("'inputs' has a file without path");
        if (inputs.FirstOrDefault(input => !IsSha256(input.Sha256)) is { } unknown)
            throw new FormatException($"'sha256' of the input '{unknown.Path}' is none: {ExpectedSha256}");
        if (inputs.DistinctBy(input => input.Path).Count() < inputs.Length)
            throw new FormatException("'inputs' has a file twice");
        string? weights = (string?)spec["weightsSha256"];
        return IsSha256(weights) ? new RunSpec(values, inputs, weights!)
            : throw new FormatException($"'weightsSha256' is none: {ExpectedSha256}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunSpec value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>The same for whoever has no options.</summary>
    internal static void Write(Utf8JsonWriter writer, RunSpec spec)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", spec.Kind.Name);
        writer.WritePropertyName("settings");
        WriteValues(spec.Settings).WriteTo(writer);
        writer.WriteStartArray("inputs");
        foreach (InputFile input in spec.Inputs)
        {
            writer.WriteStartObject();
            writer.WriteString("path", input.Path);
            writer.WriteString("sha256", input.Sha256);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("weightsSha256", spec.WeightsSha256);
        writer.WriteEndObject();
    }

    /// <summary>Settings as an object: numbers, true, texts, lists of texts.</summary>
    internal static JsonObject WriteValues(SettingValues values)
    {
        JsonObject json = [];
        foreach ((Setting setting, IReadOnlyList<string> texts) in values.All)
            json[setting.Name] = texts.Count == 1 ? ValueOf(setting, texts[0])
                : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
        return json;
    }

    /// <summary>The settings of an object.</summary>
    /// <exception cref="FormatException">One is unknown, has none of those effects, or means nothing.</exception>
    internal static SettingValues ReadValues(RunKind kind, JsonObject json, IReadOnlyCollection<SettingEffect> effects)
    {
        SettingValues values = new(kind);
        foreach ((string name, JsonNode? node) in RunJson.Members(json))
        {
            if (kind.Find(name) is not { } setting || setting.Name != name || !effects.Contains(setting.Effect))
                throw new FormatException($"'{name}' is no setting of a {kind.Name}'s record");
            try
            {
                values = values.With(setting, TextsOf(node, name));
            }
            catch (InputException e)
            {
                throw new FormatException(e.Message.TrimEnd('.'), e);
            }
        }

        return values;
    }

    private static JsonNode ValueOf(Setting setting, string text) => setting.Shape switch
    {
        SettingShape.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number.ToString(CultureInfo.InvariantCulture) == text => JsonValue.Create(number),
        SettingShape.Flag => JsonValue.Create(true),
        _ => JsonValue.Create(text),
    };

    private static IReadOnlyList<string> TextsOf(JsonNode? node, string name) =>
        node is JsonArray list ? [.. list.Select(value => TextOf(value, name))] : [TextOf(node, name)];

    private static string TextOf(JsonNode? node, string name) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number => node.ToJsonString(),
        JsonValueKind.True => "true",
        _ => throw new FormatException($"'{name}' is no text, number or true"),
    };

    private static bool IsSha256(string? text) => text?.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
