using System.CommandLine;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>What <c>--help</c> prints: at first only what most runs need, the rest by group.</summary>
internal static class HelpPage
{
    private const int FirstExamples = 1;

    /// <summary>The help of a command.</summary>
    /// <param name="command">With its parents.</param>
    /// <param name="topic">A word of <see cref="SettingGroups"/>; null for the first page.</param>
    /// <exception cref="InputException">The command has no such group.</exception>
    public static IEnumerable<string> Lines(Command command, string? topic)
    {
        IReadOnlyList<(SettingGroup? Group, IReadOnlyList<Option> Options)> groups = CommandText.GroupsOf(command);
        if (topic is null)
            return FirstPage(command, groups);
        string word = SettingGroups.Canonical(topic);
        if (word == SettingGroups.All)
            return [.. Head(command, isShort: false), .. groups.SelectMany(Whole), .. Commands(command),
                .. Examples(command, int.MaxValue)];
        string[] words = [.. groups.Select(group => group.Group).OfType<SettingGroup>().Select(SettingGroups.WordOf)];
        return words.Contains(word)
            ? groups.Where(group => group.Group is { } known && SettingGroups.WordOf(known) == word).SelectMany(Whole)
            : throw new InputException(words.Length == 0
                ? $"'{CommandText.NameOf(command)} --help' is all the help there is; no '{topic}'."
                : $"no help on '{topic}'; expected {string.Join(", ", words)} or all.{Spelling.Hint(topic, words)}");
    }

    private static IEnumerable<string> FirstPage(
        Command command, IReadOnlyList<(SettingGroup? Group, IReadOnlyList<Option> Options)> groups)
    {
        bool isWhole = groups.Count <= 1;
        return
        [
            .. Head(command, !isWhole),
            .. groups.Where(group => isWhole || group.Group is null or SettingGroup.Common).SelectMany(group => Section(group, !isWhole)),
            .. isWhole ? [] : MoreOf(command, groups),
            .. Commands(command),
            .. Examples(command, isWhole ? int.MaxValue : FirstExamples),
        ];
    }

    private static IEnumerable<string> Head(Command command, bool isShort) =>
    [
        .. TextColumns.Wrapped(command.Description ?? ""),
        "",
        .. command is RootCommand ? ["Usage: istyle PHOTO PAINTING [OUT] [options of transfer]", "       istyle COMMAND …"]
            : TextColumns.Wrapped($"Usage: {CommandText.Usage(command)}"),
        "",
        .. command.Arguments.SelectMany(argument => TextColumns.Entry(
            argument.Name, isShort ? FirstSentence(argument.Description ?? "") : argument.Description ?? "")),
        .. command.Arguments.Count > 0 ? [""] : (string[])[],
    ];

    private static IEnumerable<string> Whole((SettingGroup? Group, IReadOnlyList<Option> Options) section) =>
        Section(section, isShort: false);

    private static IEnumerable<string> Section((SettingGroup? Group, IReadOnlyList<Option> Options) section, bool isShort) =>
    [
        section.Group is { } group ? $"{SettingGroups.TitleOf(group)}:" : "Options:",
        .. section.Options.SelectMany(option => TextColumns.Entry(
            CommandText.Label(option), CommandText.Meaning(option, isShort ? FirstSentence : text => text))),
        "",
    ];

    private static IEnumerable<string> MoreOf(
        Command command, IReadOnlyList<(SettingGroup? Group, IReadOnlyList<Option> Options)> groups) =>
    [
        $"More options: '{CommandText.NameOf(command)} --help GROUP'",
        .. groups.Where(group => group.Group is not (null or SettingGroup.Common)).SelectMany(group => TextColumns.Entry(
            SettingGroups.WordOf(group.Group!.Value), $"{SettingGroups.TitleOf(group.Group.Value)} ({group.Options.Count})")),
        .. TextColumns.Entry(SettingGroups.All, "Every option"),
        "",
    ];

    private static IEnumerable<string> Commands(Command command)
    {
        Command[] below = [.. command.Subcommands.Where(c => !c.Hidden)];
        return below.Length == 0
            ? []
            :
            [
                "Commands:",
                .. below.SelectMany(c => TextColumns.Entry(c.Name, FirstClause(c.Description ?? ""))),
                "",
                .. command is RootCommand ? ["'istyle help COMMAND' says more; 'istyle --version' what this is.", ""] : (string[])[],
            ];
    }

    private static IEnumerable<string> Examples(Command command, int most)
    {
        IEnumerable<string> examples = HelpExamples.Of(command).Take(most);
        return examples.Any() ? ["Examples:", .. examples.Select(example => $"  {example}")] : [];
    }

    private static string FirstSentence(string text) =>
        text.IndexOf(". ", StringComparison.Ordinal) is var stop and > 0 ? text[..(stop + 1)] : text;

    private static string FirstClause(string text) =>
        FirstSentence(text) is var sentence && sentence.IndexOfAny([':', ';']) is var end and > 0 ? sentence[..end] + "." : sentence;
}
