using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Cli.Parsing;

/// <summary><c>istyle PHOTO PAINTING</c>: words that begin with a picture, or with an option of transfer, are those of transfer.</summary>
internal static class ShortCommand
{
    private const string Suggest = "[suggest:";

    /// <summary>The words with the command that was left out.</summary>
    public static string[] Complete(RootCommand root, string[] arguments) =>
        arguments is [{ } first, ..] && root.Subcommands.All(command => command.Name != first)
            && root.Options.All(option => option.Name != first) && IsTransfer(first)
            ? [RunKind.Transfer.Name, .. arguments]
            : arguments;

    /// <summary>
    /// The same for a line that a shell wants completed, <c>[suggest:POSITION]</c> and the line: the parser completes a value only where it
    /// stands apart from its option, and knows no short form.
    /// </summary>
    public static string[] CompleteSuggestion(RootCommand root, string[] arguments)
    {
        if (arguments is not [{ } directive, ..] || !directive.StartsWith(Suggest, StringComparison.Ordinal))
            return arguments;
        bool isPlace = int.TryParse(directive.AsSpan(Suggest.Length).TrimEnd(']'), CultureInfo.InvariantCulture, out int position);
        if (arguments is not [_, { } line])
            return isPlace ? arguments : ["[suggest]", .. arguments[1..]];
        // Shells that count bytes are beyond the line's end, and what is no place is it.
        position = isPlace ? Math.Clamp(position, 0, line.Length) : line.Length;
        int word = line.LastIndexOf(' ', Math.Max(0, position - 1)) + 1;
        int equals = line.IndexOf('=', word);
        if (line.AsSpan(word).StartsWith("--", StringComparison.Ordinal) && equals > word && equals < position)
            line = $"{line[..equals]} {line[(equals + 1)..]}";
        // The program, then what may be a picture.
        string[] words = line.Split(' ', 3);
        if (words.Length > 2 && words[0].Length + words[1].Length + 1 < position && Complete(root, [words[1]]).Length > 1)
        {
            string command = RunKind.Transfer.Name + " ";
            line = $"{words[0]} {command}{line[(words[0].Length + 1)..]}";
            position += command.Length;
        }

        return [$"{Suggest}{position.ToString(CultureInfo.InvariantCulture)}]", line];
    }

    // Nothing is what a shell makes of a variable that is not set.
    private static bool IsTransfer(string word) => word is "" or InputAddress.StandardStream || (word.StartsWith('-')
        ? RunKind.Transfer.Find(word.TrimStart('-').Split('=')[0]) is not null || WrongWords.IsInput(word)
        : word.IndexOfAny(['.', '/', '\\', '~', '@']) >= 0 && !word.StartsWith('[') || Path.Exists(word));
}
