using System.Text;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// A file that holds settings of a run: one JSON object with the keys of a job, or a picture that istyle made.
/// </summary>
internal static class SettingsFile
{
    private const int MostCharacters = 1 << 20;

    /// <summary>The settings that a file holds.</summary>
    /// <param name="path">
    /// The file. A picture gives what decided its look: no files that it was made of, no network, no device, no places, and not how
    /// the result is written.
    /// </param>
    /// <param name="kind">What they are to be settings of.</param>
    /// <param name="taken">Those that the command takes; the pictures of a run are named on its command line.</param>
    /// <exception cref="InputException">It cannot be read, or holds something else.</exception>
    public static SettingValues Read(string path, RunKind kind, IReadOnlyCollection<Setting> taken)
    {
        if (PictureRecord.IsIn(path))
            return LookOf(PictureRecord.Read(path).Run, path, kind, taken);
        string where = $"--config '{path}'";
        return SettingsObject.Read(Text(path, "settings", MostCharacters), where, kind, key => kind.Find(key) switch
        {
            null => throw new InputException($"{where}: unknown key '{key}'.{Spelling.Hint(key, kind.Settings.Select(s => s.Name))}"),
            { Position: not null } input => throw new InputException(
                $"{where}: '{key}' is named on the command line; a file that names its pictures is a job for 'istyle batch'."),
            { } setting => taken.Contains(setting) ? setting
                : throw new InputException($"{where}: '{key}' is no setting of this command."),
        });
    }

    /// <summary>The text of a file or pipe.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="what">For messages: "job file".</param>
    /// <param name="most">Characters that it may have: a device would go on for ever.</param>
    /// <exception cref="InputException">It cannot be read, or has more.</exception>
    public static string Text(string path, string what, int most)
    {
        if (Directory.Exists(path))
            throw new InputException($"cannot read {what} '{path}': it is a folder.");
        if (!Path.Exists(path))
            throw new InputException($"cannot read {what} '{path}': there is no such file.");
        return FileFailure.Explain($"cannot read {what} '{path}'", () =>
        {
            using StreamReader reader = new(RegularFile.Open(path));
            StringBuilder text = new();
            char[] part = new char[1 << 16];
            while (reader.Read(part) is > 0 and int count)
            {
                if (text.Append(part, 0, count).Length > most)
                    throw new InputException($"{what} '{path}' has more than {most:N0} characters; expected JSON.");
            }

            return text.ToString();
        });
    }

    private static SettingValues LookOf(RunSpec run, string path, RunKind kind, IReadOnlyCollection<Setting> taken)
    {
        if (run.Kind != kind)
            throw new InputException($"--config '{path}': it was made by 'istyle {run.Kind.Name}', not by 'istyle {kind.Name}'.");
        SettingValues look = run.Settings.Only(SettingEffect.Picture);
        return look.Without(look.All.Where(value => !taken.Contains(value.Setting) || value.Setting.Position is not null
            || value.Setting.Group == SettingGroup.Output
            || value.Values.Any(text => value.Setting.PathIn(text) is not null)).Select(value => value.Setting));
    }
}
