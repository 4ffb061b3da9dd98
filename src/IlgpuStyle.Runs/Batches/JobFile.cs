using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// A file of jobs, one JSON object a line: <c>{"photo": "a.jpg", "painting": "b.jpg", "style-weight":
/// 10}</c>. Keys are names of settings; a setting with several values takes a list. Empty lines are skipped.
/// </summary>
internal static class JobFile
{
    // Of characters: a hundred thousand jobs; a device would go on for ever.
    private const int MostCharacters = 1 << 25;

    /// <summary>Reads the whole file, or pipe.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is not of that form.</exception>
    public static IReadOnlyList<BatchJob> Read(string path)
    {
        string[] lines = SettingsFile.Text(path, "job file", MostCharacters).ReplaceLineEndings("\n").Split('\n');
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

    private static BatchJob Parse(string line, string where)
    {
        SettingValues values = SettingsObject.Read(line, where, BatchSettings.Kind, name => BatchSettings.Find(name, where));
        return new BatchJob(where, values, values);
    }
}
