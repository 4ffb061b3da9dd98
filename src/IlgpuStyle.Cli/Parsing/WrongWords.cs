using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>What is said about words that are no command line: one line, with what may have been meant.</summary>
internal static class WrongWords
{
    // What other programs of this kind call it.
    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--image-size"] = "--size",
        ["--image_size"] = "--size",
        ["--width"] = "--size",
        ["--resolution"] = "--size",
        ["--num-iterations"] = "--iterations",
        ["--num_iterations"] = "--iterations",
        ["--steps"] = "--iterations",
        ["--epochs"] = "--iterations",
        ["--out"] = "--output",
        ["--output-image"] = "--output",
        ["--output_image"] = "--output",
        ["--gpu"] = "--backend",
        ["--device"] = "--backend",
        ["--model"] = "--weights",
        ["--model_file"] = "--weights",
        ["--strength"] = "--style-weight",
        ["--original-colors"] = "--color keep",
        ["--original_colors"] = "--color keep",
        ["--keep-colors"] = "--color keep",
    };

    /// <summary>The one of the parser's errors that explains the others, in our words.</summary>
    public static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = CommandText.NameOf(command);
        // An unknown option is taken for a file, and the word behind it or a file would be blamed.
        if (parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && IsOption(token.Value)) is { } option)
            return $"Unknown option '{option.Value}'.{OptionHint(command, option.Value)} Try '{name} --help{AllGroups(command)}'.";
        if (parsed.UnmatchedTokens is [{ } word, ..] && command.Subcommands.Count > 0)
        {
            string[] known = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
            return $"no command '{word}' of '{name}'.{Spelling.Hint(word, known)} Try '{name} --help'.";
        }

        string help = $" Try '{name} --help'.";
        if (parsed.UnmatchedTokens is [{ } extra, ..])
            return $"'{extra}' is one word too many: {CommandText.Usage(command)}.{Quoting(extra)}{help}";
        if (command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0
            && parsed.GetResult(argument) is not { Tokens.Count: > 0 }) is { } missing && !HasOtherError(parsed))
            return $"{missing.Name} is missing: {CommandText.Usage(command)}.{help}";
        if (parsed.Errors.Count > 0 && command.Subcommands.Count > 0 && command.Arguments.Count == 0)
            return $"a word is missing: {name} {string.Join('|', command.Subcommands.Select(c => c.Name))}.{help}";
        return NumberWords.Explain(FirstOwn(parsed) ?? parsed.Errors[0]) + help;
    }

    /// <summary>Whether a word looks like an option.</summary>
    internal static bool IsOption(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) || word is ['-', >= 'a' and <= 'z' or >= 'A' and <= 'Z', ..];

    private static string OptionHint(Command command, string typed)
    {
        string bare = typed.Split('=')[0];
        string dashed = "--" + bare.TrimStart('-').Replace('_', '-');
        string[] known = [.. CommandText.OptionsOf(command).Select(option => option.Name)];
        return s_otherNames.TryGetValue(bare, out string? ours) && known.Contains(ours.Split(' ')[0])
            ? $" Did you mean '{ours}'?"
            : Spelling.Hint(dashed, known);
    }

    private static string AllGroups(Command command) => CommandText.GroupsOf(command).Count > 1 ? " all" : "";

    private static string Quoting(string word) => Path.Exists(word) ? " A path with spaces stands between quotes." : "";

    // A value that means nothing is told before what is missing besides.
    private static bool HasOtherError(ParseResult parsed) => FirstOwn(parsed) is not null;

    private static ParseError? FirstOwn(ParseResult parsed) =>
        parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or ArgumentResult && error.SymbolResult.Tokens.Count > 0);
}
