using System.CommandLine;
using System.CommandLine.Help;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>The parts of a command as help, the manual and the list of options write them.</summary>
internal static class CommandText
{
    // What is shown whole is not grouped.
    private const int FewOptions = 12;

    /// <summary>"istyle weights get".</summary>
    public static string NameOf(Command command) => command is RootCommand
        ? "istyle"
        : $"{NameOf(command.Parents.OfType<Command>().First())} {command.Name}";

    /// <summary>"istyle transfer PHOTO PAINTING [OUT] [options]".</summary>
    public static string Usage(Command command)
    {
        IEnumerable<string> words = command.Arguments.Select(argument =>
            (argument.Arity.MinimumNumberOfValues > 0 ? argument.Name : $"[{argument.Name}]")
                + (argument.Arity.MaximumNumberOfValues > 1 ? " …" : ""));
        IEnumerable<string> needed = OptionsOf(command).Where(option => option.Required).Select(Label);
        string rest = OptionsOf(command).Any(option => !option.Required) ? "[options]" : "";
        return string.Join(' ', [NameOf(command), .. words, .. needed, rest]).TrimEnd();
    }

    /// <summary>The options of a command itself, as they are listed.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Where(option => !option.Hidden && option is not HelpOption && option.Name is not ("--help" or "--version"));

    /// <summary>The options of a command by group, in the order of help; null is the command's own.</summary>
    public static IReadOnlyList<(SettingGroup? Group, IReadOnlyList<Option> Options)> GroupsOf(Command command)
    {
        Option[] options = [.. OptionsOf(command)];
        if (options.Length == 0)
            return [];
        if (options.Length <= FewOptions)
            return [(null, options)];
        ILookup<SettingGroup?, Option> byGroup = options.ToLookup(SettingOptions.GroupOf);
        return
        [
            .. SettingGroups.InOrder.Select(group => (SettingGroup?)group).Prepend(null)
                .Where(byGroup.Contains).Select(group => (group, (IReadOnlyList<Option>)[.. byGroup[group]])),
        ];
    }

    /// <summary>"-o, --output FILE".</summary>
    public static string Label(Option option)
    {
        string names = string.Join(", ", [.. option.Aliases.Order(StringComparer.Ordinal), option.Name]);
        string value = option.HelpName ?? "";
        return option.Arity.MaximumNumberOfValues == 0 || value.Length == 0 ? names
            : option.Arity.MinimumNumberOfValues == 0 ? $"{names} [{value}]"
            : $"{names} {value}";
    }

    /// <summary>What an option does, and its default.</summary>
    /// <param name="option">The option.</param>
    /// <param name="shorten">What is kept of its description; null for all.</param>
    public static string Meaning(Option option, Func<string, string>? shorten = null)
    {
        string text = option.Description ?? "";
        text = shorten?.Invoke(text) ?? text;
        return SettingOptions.DefaultOf(option) is { Length: > 0 } standard
            ? $"{text} [default: {standard}]"
            : text;
    }

    /// <summary>All commands below one, and itself.</summary>
    public static IEnumerable<Command> All(Command command) => command.Subcommands.Where(c => !c.Hidden).SelectMany(All).Prepend(command);
}
