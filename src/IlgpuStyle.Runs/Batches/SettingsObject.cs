using System.Text.Json;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// Settings as people write them: a JSON object whose keys are names of settings, <c>{"size": 800, "color": "keep"}</c>. A setting with
/// several values takes a list.
/// </summary>
internal static class SettingsObject
{
    // Two equal keys are an error like an unknown one: one of them would be ignored in silence.
    private static readonly JsonDocumentOptions s_strict = new()
    {
        AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
    };

    // Of a wrong value in a message.
    private const int MostShown = 80;

    /// <summary>Reads one object.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="where">For messages.</param>
    /// <param name="kind">What the settings are of.</param>
    /// <param name="find">The setting that a key means; throws if it means none.</param>
    /// <exception cref="InputException">It is no JSON object, or a key or value means nothing.</exception>
    public static SettingValues Read(string text, string where, RunKind kind, Func<string, Setting> find)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException($"{where}: expected a JSON object such as {{\"size\": 800, \"color\": \"keep\"}}.");
            SettingValues values = new(kind);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                Setting setting = find(property.Name);
                if (values.Has(setting))
                    throw new InputException($"{where}: '{property.Name}' is given twice, under two names.");
                values = With(values, setting, property, where);
            }

            return values;
        }
        catch (JsonException exception)
        {
            throw new InputException($"{where}: {RunJson.NotJson(exception)}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a character, written as \ud800: only who reads the text finds out.
            throw new InputException($"{where}: not valid JSON: {exception.Message}", exception);
        }
    }

    private static SettingValues With(SettingValues values, Setting setting, JsonProperty property, string where)
    {
        try
        {
            return values.With(
                setting, property.Value.ValueKind == JsonValueKind.Array
                    ? setting.Expand([.. property.Value.EnumerateArray().Select(element => TextOf(element, property.Name))])
                    : setting.Split(TextOf(property.Value, property.Name)));
        }
        catch (InputException exception)
        {
            throw new InputException($"{where}: {exception.Message}", exception);
        }
    }

    private static string Shown(string text) => text.Length <= MostShown ? text : text[..MostShown] + "…";

    private static string TextOf(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new InputException(
            $"'{name}' holds {Shown(element.GetRawText())}; expected a text, a number, true, false or a list of them."),
    };
}
