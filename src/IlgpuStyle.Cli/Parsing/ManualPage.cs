using System.CommandLine;
using System.Text;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>The manual page istyle(1), in roff: every command with every option and every word of its values.</summary>
internal static class ManualPage
{
    /// <summary>The page.</summary>
    /// <param name="root">The program.</param>
    /// <param name="version">Its number.</param>
    public static string Of(Command root, string version)
    {
        StringBuilder page = new();
        page.Append($".TH ISTYLE 1 \"\" \"istyle {version}\" \"User commands\"\n");
        page.Append(".SH NAME\nistyle \\- neural style transfer\n");
        page.Append(".SH SYNOPSIS\n.B istyle\nPHOTO PAINTING [OUT] [options of transfer]\n.br\n.B istyle\nCOMMAND ...\n");
        page.Append($".SH DESCRIPTION\n{Text(root.Description ?? "")}\n");
        foreach (Command command in CommandText.All(root).Where(command => command != root))
            Append(page, command);
        page.Append(".SH EXIT STATUS\n0 done; 1 something the user can mend, said in one line; 2 a defect of the program; "
            + "130 interrupted, picture and checkpoint saved.\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command)
    {
        page.Append($".SH {Text(CommandText.NameOf(command)).ToUpperInvariant()}\n");
        page.Append($".B {Text(CommandText.Usage(command))}\n.PP\n{Text(command.Description ?? "")}\n");
        foreach (Argument argument in command.Arguments)
            Entry(page, argument.Name, argument.Description ?? "", []);
        foreach ((SettingGroup? group, IReadOnlyList<Option> options) in CommandText.GroupsOf(command))
        {
            if (group is { } known)
                page.Append($".SS {Text(SettingGroups.TitleOf(known))}\n");
            foreach (Option option in options)
                Entry(page, CommandText.Label(option), CommandText.Meaning(option), SettingOptions.SettingOf(option)?.Words ?? []);
        }

        IReadOnlyList<string> examples = HelpExamples.Of(command);
        if (examples.Count > 0)
            page.Append($".PP\n.nf\n{string.Concat(examples.Select(example => $"    {Text(example)}\n"))}.fi\n");
    }

    private static void Entry(StringBuilder page, string label, string meaning, IReadOnlyList<SettingWord> words)
    {
        page.Append($".TP\n.B {Text(label)}\n{Text(meaning)}\n");
        foreach (SettingWord word in words.Where(word => word.Meaning.Length > 0))
            page.Append($".br\n{Text($"{word.Text}: {word.Meaning}")}\n");
    }

    // A dash is a hyphen unless it is escaped, and a line that begins with a dot or a quote a request.
    private static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
