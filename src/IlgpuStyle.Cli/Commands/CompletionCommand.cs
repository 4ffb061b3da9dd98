using System.CommandLine;
using System.Reflection;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle completion SHELL</c>: a script that makes a shell complete istyle's words. The script asks the
/// program itself, by System.CommandLine's directive <c>[suggest:POSITION]</c>, so it never falls behind the
/// commands.
/// </summary>
internal static class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = $"{string.Join(", ", s_shells)}." };
        shell.CompletionSources.Add(s_shells);
        Command command = new(
            "completion", "Print a script that makes a shell complete istyle's commands and options.")
        {
            shell,
        };
        command.SetAction(parsed => Run(parsed.GetValue(shell)!, Console.Out));
        return command;
    }

    private static int Run(string shell, TextWriter output)
    {
        if (!s_shells.Contains(shell))
            throw new InputException($"unknown shell '{shell}'; known: {string.Join(", ", s_shells)}.");
        using Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using StreamReader reader = new(script);
        output.Write(reader.ReadToEnd());
        return ExitCodes.Success;
    }
}
