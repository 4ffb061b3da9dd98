using System.Text.Json;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// A file of jobs, one JSON object a line: <c>{"photo": "a.jpg", "painting": "b.jpg", "style-weight":
/// 10}</c>. Keys are the option names of <c>transfer</c> without dashes; a list repeats its option. Empty
/// lines are skipped.
/// </summary>
internal static class JobFile
{
    // Two equal keys are an error like an unknown one: one of them would be ignored in silence.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="words">The keys that there are.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is not of that form.</exception>
    public static IReadOnlyList<BatchJob> Read(string path, TransferWords words)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = Directory.Exists(path) ? "it is a folder" : exception.Message.TrimEnd('.');
            throw new InputException($"cannot read job file '{path}': {reason}.", exception);
        }

        List<BatchJob> jobs = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                jobs.Add(Parse(lines[i], $"{path} line {i + 1}", words));
        }

        return jobs.Count > 0
            ? jobs
            : throw new InputException(
                $"job file '{path}' holds no jobs: one JSON object a line is expected.");
    }

    private static BatchJob Parse(string line, string where, TransferWords words)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException(
                    $"{where}: expected a JSON object such as {{\"photo\": \"a.jpg\", "
                        + $"\"painting\": \"b.jpg\"}}.");
            Dictionary<string, IReadOnlyList<string>> values = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string name = words.Name(property.Name, where);
                if (!values.TryAdd(name, ValuesOf(property, where)))
                    throw new InputException($"{where}: '{property.Name}' is given twice, under two names.");
            }

            return new BatchJob(where, values);
        }
        catch (JsonException exception)
        {
            // The library counts lines from 0 within the text it got, which is one line.
            throw new InputException(
                $"{where}: not valid JSON at column {exception.BytePositionInLine + 1}: "
                    + $"{exception.Message.Split(" LineNumber:")[0]}", exception);
        }
    }

    private static IReadOnlyList<string> ValuesOf(JsonProperty property, string where) =>
        property.Value.ValueKind == JsonValueKind.Array
            ? [.. property.Value.EnumerateArray().Select(element => ValueOf(element, property.Name, where))]
            : [ValueOf(property.Value, property.Name, where)];

    private static string ValueOf(JsonElement element, string name, string where) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new InputException(
            $"{where}: '{name}' holds {element.GetRawText()}; expected a text, a number, true, "
                + "false or a list of them."),
    };
}
