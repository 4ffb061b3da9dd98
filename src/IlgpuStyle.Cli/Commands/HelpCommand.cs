using System.CommandLine;
using System.CommandLine.Completions;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle help COMMAND</c>, and the pages that are made of all help.</summary>
internal static class HelpCommand
{
    /// <summary>The command's word.</summary>
    public const string Name = "help";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string[]> words = new("COMMAND")
        {
            Description = "A command, and a group of its options: 'istyle help transfer look'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(context => Offers(context, words));
        Option<bool> manual = new("--man") { Description = "The manual page istyle.1." };
        Option<bool> markdown = new("--markdown") { Description = "Every option of every command, as docs/options.md." };
        Command command = new(Name, "Say what a command does, as --help behind it.") { words, manual, markdown };
        command.SetAction(parsed =>
        {
            Command root = parsed.RootCommandResult.Command;
            if (parsed.GetValue(manual))
                Console.Out.Write(ManualPage.Of(root, ProgramBuild.Version));
            else if (parsed.GetValue(markdown))
                Console.Out.Write(OptionsPage.Of(root));
            else
                HelpRequest.PrintOf(root, parsed.GetValue(words) ?? [], Console.Out);
            return ExitCodes.Success;
        });
        return command;
    }

    // Commands below those that stand before, and the groups of what they have.
    private static IEnumerable<CompletionItem> Offers(CompletionContext context, Argument<string[]> words)
    {
        string[] named = context.ParseResult.GetValue(words) ?? [];
        Command command = context.ParseResult.RootCommandResult.Command;
        foreach (string word in context.WordToComplete.Length > 0 ? named.SkipLast(1) : named)
            command = command.Subcommands.FirstOrDefault(below => below.Name == word) ?? command;
        IEnumerable<string> groups = command is RootCommand || CommandText.GroupsOf(command).Count > 1 ? SettingGroups.Words : [];
        return command.Subcommands.Select(below => below.Name).Concat(groups).Select(word => new CompletionItem(word));
    }
}
