using System.Text.RegularExpressions;

namespace IlgpuStyle.Runs.Records;

/// <summary>Words for a shell.</summary>
internal static partial class ShellWord
{
    /// <summary>
    /// How this program was called, for lines to be typed at once: "istyle", or "./istyle" as the launcher in a copy of its source says.
    /// </summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("ISTYLE_COMMAND") is { Length: > 0 } typed ? Quoted(typed) : "istyle";

    /// <summary>The word as a POSIX shell reads it back, whatever stands in it; a control character is written as \uNNNN.</summary>
    public static string Quoted(string word)
    {
        if (word.Any(char.IsControl))
            return $"$'{string.Concat(word.Select(Escaped))}'";
        return Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string Escaped(char c) => char.IsControl(c) ? $"\\u{(int)c:x4}" : c is '\'' or '\\' ? $"\\{c}" : $"{c}";

    [GeneratedRegex(@"\A[\w./:=,@%+-]+\z")]
    private static partial Regex Plain();
}
