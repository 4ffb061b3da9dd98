using System.CommandLine;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>The result's name: behind the inputs, with <c>-o</c>, or made from theirs.</summary>
/// <param name="kind">The kind of run.</param>
internal sealed class OutputWords(RunKind kind)
{
    private const int NamedInputs = 3;

    private readonly Argument<string?> _last = new("OUT")
    {
        Description = $"The result, .png or .jpg, …; without it {NameOf(kind, InputsOf(kind).Select(setting => setting.Position!))} beside "
            + "the first input. Missing folders are made.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the argument to a command that has the settings of a run.</summary>
    public void AddTo(Command command, SettingOptions options)
    {
        _last.Validators.Add(result =>
        {
            if (result.Tokens is [{ } word, ..] && WrongWords.IsOption(word.Value))
                result.AddError($"Unknown option '{word.Value}'.");
        });
        command.Arguments.Add(_last);
        options[FileSettings.Output].Required = false;
    }

    /// <summary>The settings with the result's name.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="values">Its settings.</param>
    /// <param name="note">Gets what the user should know about the name.</param>
    /// <exception cref="InputException">It is named twice, or is a folder or another picture; or an input is missing.</exception>
    public SettingValues Complete(ParseResult parsed, SettingValues values, Action<string> note)
    {
        string? last = parsed.GetValue(_last);
        PathWords.CheckInputs(values, last);
        if (last is not null && values.Has(FileSettings.Output))
            throw new InputException($"the result is named twice: OUT '{last}' and --output '{values.Get(FileSettings.Output)}'.");
        if (last is not null)
        {
            PathWords.Check(FileSettings.Output, last);
            PathWords.CheckOutput(last);
        }

        string output = (last ?? values.Get(FileSettings.Output)) is { } named ? File(named, values) : Free(Default(values), note);
        return values.With(FileSettings.Output, output);
    }

    /// <summary>The first input's folder and every input's name: "pictures/photo-painting.png", "painting-texture.png".</summary>
    internal static string Default(SettingValues values)
    {
        string[] inputs =
        [
            .. InputsOf(values.Kind).SelectMany(setting => values.TextsOf(setting).Select(text => setting.PathIn(text)!.Value.Path)),
        ];
        string name = NameOf(values.Kind, inputs.Select(StemOf));
        string folder = InputAddress.IsNoPath(inputs[0]) ? "" : Path.GetDirectoryName(inputs[0]) ?? "";
        return Path.Combine(folder, name);
    }

    private static IEnumerable<Setting> InputsOf(RunKind kind) =>
        kind.Settings.Where(setting => setting is { IsInput: true, Position: not null });

    private static string NameOf(RunKind kind, IEnumerable<string> inputs)
    {
        string[] named = [.. inputs.Take(NamedInputs)];
        return string.Join('-', named.Length > 1 ? named : [.. named, kind.Name]) + ".png";
    }

    // What an address asks for besides is no name.
    private static string StemOf(string input) => InputAddress.IsStream(input) ? "picture"
        : InputAddress.IsNoPath(input) ? Path.GetFileNameWithoutExtension(new Uri(input).AbsolutePath)
        : Path.GetFileNameWithoutExtension(input);

    private static string File(string named, SettingValues values) =>
        Directory.Exists(named) || Path.EndsInDirectorySeparator(named)
            ? throw new InputException($"'{named}': it is a folder; name a picture, such as '"
                + $"{Path.Combine(named, Path.GetFileName(Default(values)))}'.")
            : named;

    // A name that nobody typed replaces nothing.
    private static string Free(string name, Action<string> note)
    {
        string free = name;
        for (int number = 2; Path.Exists(free); number++)
            free = $"{name[..^".png".Length]}-{number}.png";
        if (free != name)
            note($"note: '{name}' is there already; the result is '{free}'.");
        return free;
    }
}
