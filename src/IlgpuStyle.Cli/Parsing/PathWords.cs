using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>Paths that cannot be meant as they stand, and what is said about them.</summary>
internal static class PathWords
{
    private static readonly string[] s_schemes = ["http://", "https://", "ftp://", "file://"];

    // What .NET makes of bytes that are no UTF-8: no file is found, or another made.
    private const char NoCharacter = '\uFFFD';

    /// <summary>Refuses what is no path: an address, a ~ that no shell has replaced, a name that is no text.</summary>
    /// <exception cref="InputException">It is one of these.</exception>
    public static void Check(Setting setting, string text)
    {
        if (setting.PathIn(text) is not var (path, _) || (setting.IsInput && InputAddress.IsNoPath(path)))
            return;
        if (s_schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme)
        {
            throw new InputException($"{setting.Typed} '{text}': "
                + (scheme == "file://" ? $"write the path without {scheme}."
                    : setting.IsInput ? "istyle reads files and http(s) addresses; download it first."
                    : "istyle writes files; name one."));
        }

        if (path.Contains(NoCharacter) && !Path.Exists(path))
            throw new InputException($"{setting.Typed} '{text}': its name is not in UTF-8, the only one that istyle reads; rename it.");
        if (text.StartsWith("~/", StringComparison.Ordinal) && !Path.Exists(text))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            throw new InputException($"{setting.Typed} '{text}': no shell has replaced the ~; write '{Path.Combine(home, text[2..])}'.");
        }
    }

    /// <summary>Refuses inputs that are not there, with what may have been meant.</summary>
    /// <param name="values">All settings of a run.</param>
    /// <param name="output">What stands where the result's name belongs; null if nothing does.</param>
    /// <exception cref="InputException">One is missing, or a folder where a picture belongs.</exception>
    public static void CheckInputs(SettingValues values, string? output)
    {
        foreach ((Setting setting, IReadOnlyList<string> texts) in values.All.Where(value => value.Setting.IsInput))
        {
            foreach (string text in texts)
            {
                if (setting.PathIn(text) is var (path, _) && !InputAddress.IsNoPath(path) && !File.Exists(path))
                    throw new InputException($"{setting.Typed} '{path}': {Reason(setting, path, output)}");
            }
        }
    }

    /// <summary>Refuses the name of a picture that is no result, where it was meant as another input.</summary>
    /// <param name="output">What stands where the result's name belongs.</param>
    /// <exception cref="InputException">It is such a picture.</exception>
    public static void CheckOutput(string output)
    {
        if (File.Exists(output) && !PictureRecord.IsOwn(output))
        {
            throw new InputException($"OUT '{output}' is there already, and istyle did not make it; several paintings are written "
                + "between commas (a.jpg,b.jpg), and a result has another name.");
        }
    }

    private static string Reason(Setting setting, string path, string? output)
    {
        if (path.Length == 0)
            return "expected the path of a file.";
        if (Directory.Exists(path))
        {
            return setting.Position == "PHOTO"
                ? $"it is a folder; 'istyle batch --content {ShellWord.Quoted(path)} --style PAINTING -o FOLDER' "
                    + "paints every picture in it."
                : "it is a folder; name a picture in it.";
        }

        if (setting.Position is not null && File.Exists(output))
            return $"there is no such file, but OUT '{output}' is one; the result's name stands last.";
        string[] words = [.. setting.Words.Select(word => word.Text)];
        if (words.Length > 0)
            return $"there is no such file; expected {string.Join(", ", words)} or a picture file.{Spelling.Hint(path, words)}";
        string folder = Path.GetDirectoryName(path) ?? "", place = folder.Length > 0 ? folder : ".";
        if (!Directory.Exists(place))
            return $"there is no such file, nor a folder '{folder}'.";
        IEnumerable<string> names = Directory.EnumerateFiles(place).Select(file => Path.GetFileName(file)!);
        return Spelling.Nearest(Path.GetFileName(path), names) is { } name
            ? $"there is no such file. Did you mean '{Path.Combine(folder, name)}'?"
            : "there is no such file.";
    }
}
