using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>Settings as arguments and options of a command: named, described, checked and completed as the table says.</summary>
internal sealed class SettingOptions
{
    private const string ConfigName = "--config";

    private static readonly ConditionalWeakTable<Symbol, Origin> s_origins = [];

    private readonly List<(Setting Setting, Symbol Symbol)> _symbols = [];
    private readonly RunKind _kind;

    private readonly Option<string?> _config = new(ConfigName)
    {
        Description = "Options from FILE: a JSON object with their names as keys, such as {\"size\": 800, \"color\": \"keep\"}, or a "
            + "picture that istyle made, whose look it then is. What is typed beside it wins.",
        HelpName = "FILE",
    };

    /// <summary>Makes them.</summary>
    /// <param name="kind">The kind of run that they are settings of.</param>
    /// <param name="settings">Some of its settings; null for all.</param>
    public SettingOptions(RunKind kind, IEnumerable<Setting>? settings = null)
    {
        _kind = kind;
        foreach (Setting setting in settings ?? kind.Settings)
        {
            Symbol symbol = setting.Position is null ? OptionOf(setting) : ArgumentOf(setting);
            s_origins.Add(symbol, new Origin(setting, kind));
            _symbols.Add((setting, symbol));
        }
    }

    /// <summary>The options of a command that only needs a device.</summary>
    public static SettingOptions Device => new(RunKind.Transfer, MachineSettings.Device);

    /// <summary>The setting that an option or argument is made of; null if it is a command's own.</summary>
    public static Setting? SettingOf(Symbol symbol) => s_origins.TryGetValue(symbol, out Origin? origin) ? origin.Setting : null;

    /// <summary>
    /// The value of an option that is not typed, for help; null if it has none. Parsing would find out every setting's each time.
    /// </summary>
    public static string? DefaultOf(Option option) => s_origins.TryGetValue(option, out Origin? origin)
        ? origin.Setting.DefaultIn(origin.Kind.Defaults)
        : option.HasDefaultValue ? option.GetDefaultValue() as string : null;

    /// <summary>Where an option stands in help; null for a command's own.</summary>
    public static SettingGroup? GroupOf(Option option) =>
        SettingOf(option)?.Group ?? (option.Name == ConfigName ? SettingGroup.Look : null);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach ((_, Symbol symbol) in _symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }
    }

    /// <summary>Adds them, and an option that reads more of them from a file.</summary>
    public void AddWithConfigTo(Command command)
    {
        AddTo(command);
        command.Options.Add(_config);
    }

    /// <summary>The option of a setting.</summary>
    public Option this[Setting setting] => (Option)_symbols.Single(pair => pair.Setting == setting).Symbol;

    /// <summary>What was typed, over what a file says that was typed.</summary>
    /// <exception cref="InputException">That file cannot be read.</exception>
    public SettingValues Read(ParseResult parsed)
    {
        string? file = parsed.GetResult(_config)?.GetValueOrDefault<string?>();
        SettingValues values = file is null ? new(_kind)
            : SettingsFile.Read(file, _kind, [.. _symbols.Select(pair => pair.Setting)]).From(file);
        SettingValues typed = new(_kind);
        foreach ((Setting setting, Symbol symbol) in _symbols)
        {
            if (TokensOf(parsed, symbol) is not { } tokens)
                continue;
            // A flag that is typed as false is none.
            values = values.Without(setting);
            typed = typed.With(setting, ValuesOf(setting, tokens));
        }

        return values.With(typed);
    }

    /// <summary>The device that was typed, or the best; the caller's to dispose.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="announcements">Told of a card's first use, and of one that computes wrongly.</param>
    /// <exception cref="InputException">It cannot be used.</exception>
    public IBackend OpenDevice(ParseResult parsed, Announcements announcements) => DeviceChoice.Open(Read(parsed), announcements).Backend;

    private static IReadOnlyList<Token>? TokensOf(ParseResult parsed, Symbol symbol) => symbol switch
    {
        Argument argument => parsed.GetResult(argument) is { Tokens.Count: > 0 } result ? result.Tokens : null,
        Option option => parsed.GetResult(option) is { Implicit: false } result ? result.Tokens : null,
        _ => null,
    };

    // A flag that is named is true, and a port that is left out any.
    private static IReadOnlyList<string> ValuesOf(Setting setting, IReadOnlyList<Token> tokens) => tokens.Count > 0
        ? [.. tokens.SelectMany(token => setting.Split(token.Value))]
        : [setting.Shape == SettingShape.Flag ? "true" : "0"];

    private static void Check(Setting setting, SymbolResult result)
    {
        try
        {
            if (result.Tokens.Count == 0)
                return;
            foreach (Token token in result.Tokens)
                PathWords.Check(setting, token.Value);
            setting.Check(ValuesOf(setting, result.Tokens));
        }
        catch (InputException e)
        {
            result.AddError(e.Message);
        }
    }

    private static Argument<string> ArgumentOf(Setting setting)
    {
        Argument<string> argument = new(setting.Position!) { Description = setting.Description };
        argument.Validators.Add(result => Check(setting, result));
        return argument;
    }

    private static Option OptionOf(Setting setting)
    {
        Option option = setting.Shape == SettingShape.Flag
            ? new Option<bool>(setting.Typed) { Arity = ArgumentArity.Zero }
            : new Option<string>(setting.Typed)
            {
                Arity = setting.IsOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
                HelpName = setting.Placeholder,
            };
        option.Description = setting.Description;
        option.Required = setting.IsRequired;
        if (setting.Letter is { } letter)
            option.Aliases.Add($"-{letter}");
        Complete(option, setting);
        option.Validators.Add(result => Check(setting, result));
        return option;
    }

    /// <summary>Completes a command's own option as a setting is completed.</summary>
    public static void Complete(Option option, Setting setting) =>
        option.CompletionSources.Add(context => OffersFor(setting, context.WordToComplete));

    /// <summary>The same for an argument.</summary>
    public static void Complete(Argument argument, Setting setting) =>
        argument.CompletionSources.Add(context => OffersFor(setting, context.WordToComplete));

    // Behind a comma another value of the list begins.
    private static IEnumerable<CompletionItem> OffersFor(Setting setting, string word)
    {
        string before = setting.IsList ? word[..(word.LastIndexOf(',') + 1)] : "";
        string[] named = [.. before.Split(',').Select(value => value.Split(':')[0])];
        return setting.Offers.Except(named).Select(offer => new CompletionItem(before + offer));
    }

    /// <summary>What an option or argument is made of.</summary>
    private sealed record Origin(Setting Setting, RunKind Kind);
}
