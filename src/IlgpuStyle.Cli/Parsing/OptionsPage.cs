using System.CommandLine;
using System.Text;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>docs/options.md: every option of every command, in the groups of help.</summary>
internal static class OptionsPage
{
    /// <summary>The page.</summary>
    public static string Of(Command root)
    {
        StringBuilder page = new();
        page.Append("# Options\n\nWritten by `istyle help --markdown`; `istyle transfer --help GROUP` shows a group in the terminal. "
            + "Words of values may be written in capitals.\n");
        foreach (Command command in CommandText.All(root).Where(command => command != root))
            Append(page, command);
        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command)
    {
        page.Append($"\n## {CommandText.NameOf(command)}\n\n{command.Description}\n\n    {CommandText.Usage(command)}\n");
        if (IsPlanOfARun(command))
        {
            page.Append("\nThe options are those of the run.\n");
            return;
        }

        if (command.Arguments.Count > 0)
            Table(page, "argument", command.Arguments.Select(argument => (argument.Name, argument.Description ?? "")));
        foreach ((SettingGroup? group, IReadOnlyList<Option> options) in CommandText.GroupsOf(command))
        {
            // Several commands share most groups: they are told where all of them are.
            if (group is { } known)
                page.Append($"\n### {SettingGroups.TitleOf(known)} (`--help {SettingGroups.WordOf(known)}`)\n");
            Table(page, "option", options.Select(option => (CommandText.Label(option), CommandText.Meaning(option) + Words(option))));
        }
    }

    private static bool IsPlanOfARun(Command command) => CommandText.NameOf(command).StartsWith("istyle plan", StringComparison.Ordinal);

    private static string Words(Option option)
    {
        IEnumerable<SettingWord> words = (SettingOptions.SettingOf(option)?.Words ?? []).Where(word => word.Meaning.Length > 0);
        return string.Concat(words.Select(word => $"<br>`{word.Text}`: {word.Meaning}"));
    }

    private static void Table(StringBuilder page, string head, IEnumerable<(string Name, string Meaning)> rows)
    {
        page.Append($"\n| {head} | what |\n|---|---|\n");
        foreach ((string name, string meaning) in rows)
            page.Append($"| `{Cell(name)}` | {Cell(meaning)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
