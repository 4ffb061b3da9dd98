using System.CommandLine;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The option --precondition: the variables that L-BFGS works in.</summary>
internal sealed class PreconditionerChoice
{
    private static readonly Dictionary<string, PreconditionerKind> s_kinds = new()
    {
        ["pyramid"] = PreconditionerKind.Pyramid,
        ["none"] = PreconditionerKind.None,
    };

    private Option<string?> Kind { get; } = new("--precondition")
    {
        Description = "pyramid (default with --optimizer lbfgs and no --box): slow colours and shapes move "
            + "as quickly as detail; none: plain pixels.",
    };

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(Kind);

    /// <summary>The library options with what the user typed.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">All other options.</param>
    /// <exception cref="InputException">The word is unknown.</exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options) =>
        parsed.GetValue(Kind) is { } word
            ? options with { Preconditioner = Word.Choose("--precondition", word, s_kinds) }
            : options;
}
