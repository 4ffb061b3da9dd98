using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Cli.Display;

namespace IlgpuStyle.Cli;

/// <summary>The options --progress and --preview: how a run is watched.</summary>
internal sealed class WatchChoice
{
    private static readonly string[] s_kinds = ["auto", "live", "plain", "json", "none"];

    /// <summary>--progress.</summary>
    public Option<string> Progress { get; } = new("--progress")
    {
        Description = "How the run shows itself: live (a line redrawn in place), plain (lines now and "
            + "then), json (a JSON object a line, every step), none, or auto (live on a "
            + "terminal, plain elsewhere).",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>--preview.</summary>
    public Option<int?> Preview { get; } = new("--preview")
    {
        Description = "Serve a page about the run on 127.0.0.1: the picture as it grows, the losses, pause, "
            + "stop, and sliders for the weights. PORT is any free one unless given; the address is printed.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "PORT",
        CustomParser = ParsePort,
    };

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        Progress.CompletionSources.Add(s_kinds);
        command.Options.Add(Progress);
        command.Options.Add(Preview);
    }

    /// <summary>The display that the user wants.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="isTerminal">Whether lines can be redrawn there.</param>
    /// <exception cref="InputException">The word is unknown.</exception>
    public IRunObserver Display(
        ParseResult parsed, TextWriter output, bool isTerminal) => parsed.GetValue(Progress) switch
    {
        "live" => new LiveProgressDisplay(output),
        "plain" => new PlainProgressDisplay(output),
        "json" => new JsonProgressDisplay(output),
        "none" => new NoProgressDisplay(),
        "auto" => isTerminal ? new LiveProgressDisplay(output) : new PlainProgressDisplay(output),
        string other => throw new InputException(
            $"--progress '{other}': expected {string.Join(", ", s_kinds)}."),
        null => throw new InputException("--progress: expected a word."),
    };

    /// <summary>The port of the preview; 0 for any; null if there is none.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <exception cref="InputException">The port is none.</exception>
    public int? PreviewPort(ParseResult parsed)
    {
        if (parsed.GetResult(Preview) is not { Implicit: false })
            return null;
        int port = parsed.GetValue(Preview) ?? 0;
        return port is >= 0 and <= 65535
            ? port
            : throw new InputException($"--preview {port}: expected a port, 1 to 65535, or none.");
    }

    /// <summary>Whether standard output is a terminal that understands control codes.</summary>
    public static bool IsTerminal =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "");

    private static int? ParsePort(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
            return null;
        if (int.TryParse(result.Tokens[0].Value, out int port))
            return port;
        result.AddError(
            $"--preview '{result.Tokens[0].Value}': expected a port or nothing; write --preview "
                + "after the file names.");
        return null;
    }
}
