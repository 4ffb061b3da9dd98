using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>One picture of a batch.</summary>
/// <param name="Origin">
/// Where it was asked for, for messages: "jobs.jsonl line 3", "photo a.jpg, painting b.png".
/// </param>
/// <param name="Values">Its settings.</param>
/// <param name="Own">Those of them that were said of it alone, not of the whole batch.</param>
internal sealed record BatchJob(string Origin, SettingValues Values, SettingValues Own)
{
    /// <summary>The result's path; empty until the plan has named it.</summary>
    public string Output => Values.Get(FileSettings.Output, "");

    /// <summary>The stems of the files of a setting, joined, as part of a file name.</summary>
    public string StemsOf(Setting setting) => string.Join(
        '+', Values.TextsOf(setting).Select(text => Printable(Path.GetFileNameWithoutExtension(setting.PathIn(text)?.Path ?? text))));

    /// <summary>A value as part of a file name: separators and what shells dislike become hyphens.</summary>
    public static string Printable(string value) =>
        string.Concat(value.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or ',' or '+' ? c : '-'));
}
