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
        ["--width"] = "--size",
        ["--resolution"] = "--size",
        ["--num-iterations"] = "--iterations",
        ["--steps"] = "--iterations",
        ["--epochs"] = "--iterations",
        ["--out"] = "--output",
        ["--output-image"] = "--output",
        ["--force"] = "--output",
        ["--overwrite"] = "--output",
        ["--gpu"] = "--backend",
        ["--device"] = "--backend",
        ["--model"] = "--weights",
        ["--model-file"] = "--weights",
        ["--strength"] = "--style-weight",
        ["--original-colors"] = "--color keep",
        ["--keep-colors"] = "--color keep",
        ["--mask"] = "--region",
    };

    private static readonly string[] s_inputs =
        ["--content", "--content-image", "--content-path", "--photo", "--input", "--style", "--style-image", "--style-path", "--painting"];

    // A word processor or a web page makes them of two hyphens.
    private static readonly char[] s_dashes = ['-', '–', '—', '−', '‒'];

    /// <summary>
    /// Whether there is a mistake that is none to the parser: an unknown option taken for one of many words, a switch's value for a file.
    /// </summary>
    /// <param name="parsed">What the parser made of the words.</param>
    /// <param name="words">The words.</param>
    public static bool HasUnseen(ParseResult parsed, string[] words) =>
        SwitchWithValue(parsed, words) is not null || HasUnknownOption(parsed);

    private static bool HasUnknownOption(ParseResult parsed) =>
        BeforeDoubleDash(parsed).Any(token => token.Type == TokenType.Argument && IsUnknownOption(token.Value))
            && parsed.CommandResult.Children.Any(
                result => result.Tokens.Count > 1 && result.Tokens.Any(token => IsUnknownOption(token.Value)));

    /// <summary>The one of the parser's errors that explains the others, in our words.</summary>
    /// <param name="parsed">What the parser made of the words.</param>
    /// <param name="words">The words.</param>
    public static string Explain(ParseResult parsed, string[] words)
    {
        Command command = parsed.CommandResult.Command;
        string name = CommandText.NameOf(command);
        if (SwitchWithValue(parsed, words) is var (flag, value))
        {
            string off = value.TrimStart('=', ':').ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "0" ? ", and the option too" : "";
            return $"{flag} takes no value: leave '{value}' out{off}. Try '{name} --help'.";
        }

        // An unknown option is taken for a file, and the word behind it or a file would be blamed.
        Token[] tokens = [.. BeforeDoubleDash(parsed)];
        if (tokens.FirstOrDefault(token => token.Type == TokenType.Argument && IsOption(token.Value)) is { } option)
        {
            // A known one stands where the value of the one before it should.
            if (Array.IndexOf(tokens, option) is > 0 and int place && tokens[place - 1] is { Type: TokenType.Option, Value: var valueless }
                && OptionCalled(command, option.Value.Split('=')[0]) is not null)
                return $"{valueless}: its value is missing; expected one before '{option.Value}'. Try '{name} --help{AllGroups(command)}'.";
            return $"Unknown option '{option.Value}'.{OptionHint(command, option.Value)} Try '{name} --help{AllGroups(command)}'.";
        }

        if (parsed.UnmatchedTokens is [{ } word, ..] && command.Subcommands.Count > 0)
        {
            string[] known = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
            string hint = command.Options.Any(option => option.Name == $"--{word}") ? $" Did you mean '--{word}'?"
                : Spelling.Hint(word, known);
            return $"no command '{word}' of '{name}'.{hint} Try '{name} --help'.";
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
    internal static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal)
        || (word.Length > 1 && s_dashes.Contains(word[0]) && (word[0] != '-' || char.IsAsciiLetter(word[1])) && !Path.Exists(word));

    /// <summary>Whether a word is what other programs call the option of an input, which has none here.</summary>
    internal static bool IsInput(string word) => s_inputs.Contains(Dashed(word));

    private static IEnumerable<Token> BeforeDoubleDash(ParseResult parsed) =>
        parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash);

    private static Option? OptionCalled(Command command, string word) =>
        CommandText.OptionsOf(command).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private static bool IsUnknownOption(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && !Path.Exists(word);

    private static string OptionHint(Command command, string typed)
    {
        string dashed = Dashed(typed);
        string[] known = [.. CommandText.OptionsOf(command).Select(option => option.Name)];
        if (IsInput(typed) && !known.Contains(dashed) && command.Arguments.Count > 0)
            return $" Pictures are named without one: {CommandText.Usage(command)}.";
        if (!known.Contains(dashed) && RunKind.Transfer.Find(dashed[2..]) is { Position: null } setting && dashed == setting.Typed)
            return $" It is one of 'istyle {RunKind.Transfer.Name}'.";
        return s_otherNames.TryGetValue(dashed, out string? ours) && known.Contains(ours.Split(' ')[0])
            ? $" Did you mean '{ours}'?"
            : Spelling.Hint(dashed, known);
    }

    // "--image-size" for "-image_size=300".
    private static string Dashed(string word) => "--" + word.Split('=')[0].TrimStart(s_dashes).Replace('_', '-');

    private static string AllGroups(Command command) => CommandText.GroupsOf(command).Count > 1 ? " all" : "";

    private static string Quoting(string word) => Path.Exists(word) ? " A path with spaces stands between quotes." : "";

    // "--draft=no" is the same two words to the parser as "--draft no", where "no" may be a file; "--draft true" is none.
    private static (string Flag, string Value)? SwitchWithValue(ParseResult parsed, string[] words)
    {
        bool IsSwitch(string word) => OptionCalled(parsed.CommandResult.Command, word) is { Arity.MaximumNumberOfValues: 0 };
        for (int n = 0; n < words.Length && words[n] != "--"; n++)
        {
            int place = words[n].IndexOfAny(['=', ':']);
            if (place > 0 && IsSwitch(words[n][..place]))
                return (words[n][..place], words[n][place..]);
            if (n > 0 && bool.TryParse(words[n], out _) && IsSwitch(words[n - 1]) && !Path.Exists(words[n]))
                return (words[n - 1], words[n]);
        }

        return null;
    }

    // A value that means nothing is told before what is missing besides.
    private static bool HasOtherError(ParseResult parsed) => FirstOwn(parsed) is not null;

    private static ParseError? FirstOwn(ParseResult parsed) =>
        parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult or ArgumentResult && error.SymbolResult.Tokens.Count > 0);
}
