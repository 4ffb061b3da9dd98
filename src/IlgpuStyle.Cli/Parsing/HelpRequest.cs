using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>Asking for help: <c>--help [GROUP]</c> behind any command.</summary>
internal static class HelpRequest
{
    /// <summary>Puts our help in the place of the library's, and makes the bare program show it.</summary>
    public static void Attach(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        Option<string?> help = new("--help", "-h", "-?", "/h", "/?", "-help")
        {
            Description = "Say what it does; with the name of a group, its options.",
            HelpName = "GROUP",
            Arity = ArgumentArity.ZeroOrOne,
            Recursive = true,
        };
        help.CompletionSources.Add([.. SettingGroups.Words]);
        help.Action = new Print(help);
        root.Options.Add(help);
    }

    /// <summary>Prints the help of words such as "weights get" or "transfer look".</summary>
    /// <param name="root">The program.</param>
    /// <param name="words">A command, and perhaps a group.</param>
    /// <param name="output">Gets it.</param>
    /// <exception cref="InputException">There is no such command or group.</exception>
    public static void PrintOf(Command root, IReadOnlyList<string> words, TextWriter output)
    {
        Command command = root;
        int next = 0;
        if (words.Count > 0 && SettingGroups.IsOne(words[0]))
        {
            Write(root, words[0], output);
            return;
        }

        while (next < words.Count && command.Subcommands.FirstOrDefault(c => c.Name == words[next]) is { } below)
            (command, next) = (below, next + 1);
        if (next == 0 && words.Count > 0)
        {
            string[] known = [.. root.Subcommands.Select(c => c.Name)];
            throw new InputException(
                $"no command '{words[0]}'; known: {string.Join(", ", known)}; and of options the groups "
                    + $"{string.Join(", ", SettingGroups.Words)}.{Spelling.Hint(words[0], [.. known, .. SettingGroups.Words])}");
        }

        Write(command, next < words.Count ? words[next] : null, output);
    }

    private static void Write(Command command, string? topic, TextWriter output)
    {
        // A group that is asked for without a command is transfer's, as pictures without a command are.
        if (command is RootCommand && topic is not null && SettingGroups.IsOne(topic)
            && SettingGroups.Canonical(topic) != SettingGroups.All)
            command = command.Subcommands.Single(c => c.Name == RunKind.Transfer.Name);
        foreach (string line in HelpPage.Lines(command, topic))
            output.WriteLine(line);
    }

    private sealed class Print(Option<string?> help) : SynchronousCommandLineAction
    {
        // Who asks for help may leave out everything else.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string? topic = parseResult.GetResult(help)?.Tokens.FirstOrDefault()?.Value;
            Write(parseResult.CommandResult.Command, topic, parseResult.InvocationConfiguration.Output);
            return ExitCodes.Success;
        }
    }
}
