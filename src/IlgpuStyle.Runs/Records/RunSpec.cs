using System.Text;
using System.Text.Json.Serialization;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>What a run is: its settings, the files that it reads, and its network, each with its checksum.</summary>
/// <param name="Settings">Those that stand in a record, with absolute paths.</param>
/// <param name="Inputs">The files among them, each once, but for the weights.</param>
/// <param name="WeightsSha256">sha256 of the weights.</param>
[JsonConverter(typeof(RunSpecJson))]
internal sealed record RunSpec(SettingValues Settings, IReadOnlyList<InputFile> Inputs, string WeightsSha256)
{
    /// <summary>The keyword under which a finished picture carries its <see cref="ContentKey"/>.</summary>
    internal const string ContentKeyword = "istyle content key";

    // Raised when the same settings come to mean another picture.
    private const int KeyVersion = 5;

    /// <summary>What kind of run.</summary>
    public RunKind Kind => Settings.Kind;

    /// <summary>
    /// The command that makes the picture again, for a shell: every word is quoted that a shell could read as anything but itself.
    /// </summary>
    /// <param name="output">The result's name.</param>
    public string CommandLine(string output)
    {
        IEnumerable<string> words = ["istyle", Kind.Name];
        foreach (Setting setting in Kind.Settings.Where(Settings.Has))
        {
            string value = string.Join(',', Settings.TextsOf(setting));
            words = setting.Position is not null ? words.Append(value)
                : setting.Shape == SettingShape.Flag ? words.Append(setting.Typed)
                : words.Concat([setting.Typed, value]);
        }

        return string.Join(' ', words.Concat(["-o", output]).Select(ShellWord.Quoted));
    }

    /// <summary>
    /// Refuses settings from a file that anyone may have written, whose inputs are not all files or standard input: nothing is fetched on
    /// a stranger's word.
    /// </summary>
    /// <param name="settings">What it says.</param>
    /// <param name="source">The file, which <c>istyle show</c> reads.</param>
    /// <exception cref="InputException">One is an address, or what a shell has opened.</exception>
    internal static void RequireFiles(SettingValues settings, string source)
    {
        if (settings.InputFiles.FirstOrDefault(InputAddress.IsElsewhere) is { } address)
        {
            throw new InputException($"'{source}' names the input '{address}', which is fetched for nobody's word but yours: "
                + $"'istyle show {ShellWord.Quoted(source)}' prints the command that does.");
        }

        if (settings.InputFiles.FirstOrDefault(input => input != InputAddress.StandardStream && InputAddress.IsStream(input)) is { } stream)
        {
            throw new InputException($"'{source}' was made from '{stream}', which a shell had opened and which is gone: "
                + $"'istyle show {ShellWord.Quoted(source)}' prints the command; type it with the file itself.");
        }
    }

    /// <summary>The spec of settings.</summary>
    /// <param name="values">All settings of a run.</param>
    /// <param name="weightsSha256">The network.</param>
    /// <param name="hashes">Knows files that were hashed before.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    internal static RunSpec Of(SettingValues values, string weightsSha256, FileHashes hashes)
    {
        SettingValues settings = values.Only(SettingEffect.Picture, SettingEffect.Rounding).Absolute();
        IEnumerable<string> files = settings.InputFiles.Distinct(StringComparer.Ordinal);
        return new RunSpec(settings, [.. files.Select(path => new InputFile(path, hashes.Of(path)))], weightsSha256);
    }

    /// <summary>
    /// One hash of everything that decides a picture, 64 hexadecimal digits: the bytes of the inputs and of the weights, and the
    /// settings. What changes the last bits at most is left out, the device above all: a picture that one machine of a batch has
    /// made need not be made again by another.
    /// </summary>
    /// <param name="options">What the settings mean, with every default.</param>
    internal string ContentKey(StyleTransferOptions options)
    {
        Dictionary<string, string> hashes = Inputs.ToDictionary(input => input.Path, input => input.Sha256);
        StringBuilder text = new();
        text.Append($"key {KeyVersion}\n{Kind.Name}\nweights {WeightsSha256}\n");
        text.Append(RunJson.Line(options with { Tiles = null, ScratchFolder = null, KeepsOnHost = false })).Append('\n');
        foreach ((Setting setting, IReadOnlyList<string> values) in Settings.Only(SettingEffect.Picture).All)
        {
            foreach (string value in values)
            {
                string content = setting.IsInput && setting.PathIn(value) is var (path, rest) ? hashes[path] + rest : value;
                text.Append(setting.Name).Append('=').Append(content).Append('\n');
            }
        }

        return FileHash.OfText(text.ToString());
    }
}
