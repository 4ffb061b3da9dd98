using System.CommandLine;
using System.CommandLine.Completions;

namespace IlgpuStyle.Cli;

/// <summary>
/// What --help shows for an option's value: what it looks like, rather than the option's name again.
/// </summary>
internal static class Placeholders
{
    private static readonly Dictionary<string, string> s_words = new()
    {
        ["--activation-shift"] = "S",
        ["--arch"] = "DEVICE",
        ["--architecture"] = "NAME",
        ["--average"] = "DECAY",
        ["--box"] = "LOW:HIGH",
        ["--checkpoint"] = "FILE",
        ["--checkpoint-every"] = "TIME",
        ["--color"] = "style|keep|match,…",
        ["--color-match"] = "symmetric|pca|cholesky|histogram",
        ["--color-regions"] = "MAP,MAP",
        ["--content"] = "FILE",
        ["--content-layers"] = "LAYER[:WEIGHT],…",
        ["--content-mask"] = "MASK",
        ["--dump"] = "FOLDER",
        ["--family"] = "NAME",
        ["--first-padding"] = "zero|replicate|reflect",
        ["--grid"] = "OPTION=VALUE,…",
        ["--images"] = "FILE",
        ["--init"] = "START",
        ["--kernels"] = "LAYOUT",
        ["--labels"] = "TEXT,…",
        ["--layer"] = "LAYER,…",
        ["--layers"] = "LAYER,…",
        ["--luminance"] = "yiq|lab",
        ["--memory"] = "BYTES",
        ["--optimizer"] = "lbfgs|lbfgs-fixed|adam|gd",
        ["--output"] = "FILE",
        ["--padding"] = "zero|replicate|reflect|circular",
        ["--pin"] = "MASK",
        ["--pooling"] = "average|max|l2",
        ["--precondition"] = "pyramid|none",
        ["--preset"] = "NAME",
        ["--region"] = "MASK,…",
        ["--run"] = "FOLDER",
        ["--save-as"] = "PATTERN",
        ["--scales"] = "auto|N",
        ["--scratch"] = "FOLDER",
        ["--shard"] = "I/N",
        ["--size"] = "PIXELS",
        ["--style"] = "FILE",
        ["--style-blend"] = "statistics|losses",
        ["--style-kind"] = "KIND",
        ["--style-layers"] = "LAYER[:WEIGHT],…",
        ["--style-mask"] = "MASK,…",
        ["--style-profile"] = "RULE",
        ["--style-size"] = "PIXELS",
        ["--tile"] = "N|PLAN",
        ["--video"] = "FILE",
        ["--weights"] = "FILE|NAME",
    };

    /// <summary>
    /// Gives one to every option of a command, and of those below it, that has none of its own.
    /// </summary>
    /// <param name="command">The command, with all its options.</param>
    public static void Attach(Command command)
    {
        foreach (Option option in command.Options)
            option.HelpName ??= Of(option);
        foreach (Command below in command.Subcommands)
            Attach(below);
    }

    // An option that completes its value shows what there is to choose from.
    private static string? Of(Option option) =>
        option.ValueType == typeof(bool) || option.GetCompletions(CompletionContext.Empty).Any() ? null
        : s_words.TryGetValue(option.Name, out string? word) ? word
        : option is Option<double> or Option<double?> ? "X"
        : option is Option<int> or Option<int?> ? "N"
        : null;
}
