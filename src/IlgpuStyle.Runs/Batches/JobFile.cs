using System.Text;
using System.Text.Json;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// A file of jobs, one JSON object a line: <c>{"photo": "a.jpg", "painting": "b.jpg", "style-weight":
/// 10}</c>. Keys are names of settings; a setting with several values takes a list. Empty lines are skipped.
/// </summary>
internal static class JobFile
{
    // Two equal keys are an error like an unknown one: one of them would be ignored in silence.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    // Of characters: a hundred thousand jobs; a device would go on for ever.
    private const int MostCharacters = 1 << 25;

    // Of a wrong value in a message.
    private const int MostShown = 80;

    /// <summary>Reads the whole file, or pipe.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is not of that form.</exception>
    public static IReadOnlyList<BatchJob> Read(string path)
    {
        string[] lines = Directory.Exists(path)
            ? throw new InputException($"cannot read job file '{path}': it is a folder.")
            : FileFailure.Explain($"cannot read job file '{path}'", () => Lines(path));
        List<BatchJob> jobs = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                jobs.Add(Parse(lines[i], $"{path} line {i + 1}"));
        }

        return jobs.Count > 0
            ? jobs
            : throw new InputException(
                $"job file '{path}' holds no jobs: one JSON object a line is expected.");
    }

    private static string[] Lines(string path)
    {
        using StreamReader reader = new(path);
        StringBuilder text = new();
        char[] part = new char[1 << 16];
        while (reader.Read(part) is > 0 and int count)
        {
            if (text.Append(part, 0, count).Length > MostCharacters)
                throw new InputException($"job file '{path}' has more than {MostCharacters:N0} characters; expected one JSON "
                    + "object a line.");
        }

        return text.ToString().ReplaceLineEndings("\n").Split('\n');
    }

    private static BatchJob Parse(string line, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException(
                    $"{where}: expected a JSON object such as {{\"photo\": \"a.jpg\", "
                        + $"\"painting\": \"b.jpg\"}}.");
            SettingValues values = new(BatchSettings.Kind);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                Setting setting = BatchSettings.Find(property.Name, where);
                if (values.Has(setting))
                    throw new InputException($"{where}: '{property.Name}' is given twice, under two names.");
                values = With(values, setting, property, where);
            }

            return new BatchJob(where, values, values);
        }
        catch (JsonException exception)
        {
            // The library counts lines from 0 within the text it got, which is one line.
            throw new InputException(
                $"{where}: not valid JSON at column {exception.BytePositionInLine + 1}: "
                    + $"{exception.Message.Split(" LineNumber:")[0]}", exception);
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
