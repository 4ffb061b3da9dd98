using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace IlgpuStyle.Cli.Parsing;

/// <summary>
/// Numbers on the command line: what they may look like, and what is said about those that do not.
/// </summary>
internal static class NumberWords
{
    /// <summary>
    /// Makes every option of a command and of those below it take numbers with a decimal point alone.
    /// </summary>
    /// <param name="command">The command, with all its options.</param>
    public static void Attach(Command command)
    {
        foreach (Option option in command.Options.Where(option => KindOf(option) is not null))
        {
            option.Validators.Add(Check);
            option.HelpName ??= IsWhole(option) ? "N" : "X";
        }

        foreach (Command below in command.Subcommands)
            Attach(below);
    }

    /// <summary>The parser's message, in words without .NET's names of types.</summary>
    public static string Explain(ParseError error) =>
        error.SymbolResult is OptionResult { Tokens: [{ Value: string word }] } option
            && KindOf(option.Option) is { } kind && !Reads(option.Option, word)
            ? Refusal(option.Option, word, kind)
            : error.SymbolResult is OptionResult { Tokens: [], IdentifierToken: not null } bare
            ? $"{bare.Option.Name}: its value is missing; expected {bare.Option.Name} {bare.Option.HelpName}."
            : error.Message;

    // The library's conversion reads "1,5" as 15: a comma separates thousands where no culture says
    // otherwise.
    private static void Check(OptionResult result)
    {
        foreach (Token token in result.Tokens.Where(token => !Reads(result.Option, token.Value)))
            result.AddError(Refusal(result.Option, token.Value, KindOf(result.Option)!));
    }

    private static string Refusal(Option option, string word, string kind) =>
        $"{option.Name} '{word}': expected {kind}.";

    private static bool Reads(Option option, string word) => IsWhole(option)
        ? int.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>
    /// What an option expects; null for other kinds and for options that read their words themselves.
    /// </summary>
    private static string? KindOf(Option option) =>
        IsWhole(option) ? "a whole number, such as 40"
        : option is Option<double> { CustomParser: null } or Option<double?> { CustomParser: null } ? "a number, such as 0.5"
        : null;

    private static bool IsWhole(Option option) =>
        option is Option<int> { CustomParser: null } or Option<int?> { CustomParser: null };
}
