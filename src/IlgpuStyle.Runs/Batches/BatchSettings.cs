using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>The settings of a batch's pictures: every setting of a transfer, now or later.</summary>
internal static class BatchSettings
{
    // A batch runs on one device, which its own command line chooses.
    private static readonly Setting[] s_ofTheWholeBatch = [.. MachineSettings.Device, .. FileSettings.Watching];

    /// <summary>What a batch's pictures are.</summary>
    public static RunKind Kind => RunKind.Transfer;

    /// <summary>The settings that a batch takes as defaults of its pictures: all but the files of a single run.</summary>
    public static IEnumerable<Setting> Defaults => Kind.Settings.Where(
        setting => setting.Position is null
            && setting != FileSettings.Output && setting != FileSettings.SaveAs && setting != FileSettings.Folder
            && setting != FileSettings.Checkpoint && setting != FileSettings.Video && !FileSettings.Watching.Contains(setting));

    /// <summary>The setting that a key means.</summary>
    /// <param name="key">A name without dashes.</param>
    /// <param name="where">For the message.</param>
    /// <exception cref="InputException">There is none, or it is not one picture's to choose.</exception>
    public static Setting Find(string key, string where)
    {
        Setting setting = Kind.Find(key) ?? throw new InputException($"{where}: unknown key '{key}'.{Meant(key)}");
        return s_ofTheWholeBatch.Contains(setting)
            ? throw new InputException($"{where}: '{key}' is chosen once for the whole batch: give --{setting.Name} on the command line.")
            : setting;
    }

    private static string Meant(string key)
    {
        string[] known = [.. Kind.Settings.Except(s_ofTheWholeBatch).Select(setting => setting.Name)];
        return Spelling.Hint(key, known) is { Length: > 0 } hint ? hint : $" Known: {string.Join(", ", known)}.";
    }
}
