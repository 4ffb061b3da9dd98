using System.Text;

namespace IlgpuStyle;

/// <summary>Text from files and command lines as a terminal may be given it.</summary>
internal static class Printable
{
    // A file of 1 MB may be one name; a list of settings has a thousand characters.
    private const int MostCharacters = 3000;

    /// <summary>
    /// The text on one line, its middle left out where it is very long, with each character that a terminal would obey instead of show
    /// written as \uXXXX: control characters, line and paragraph separators, and those that turn the direction of text.
    /// </summary>
    public static string Text(string text)
    {
        if (text.Length > MostCharacters)
            text = $"{text[..(MostCharacters * 2 / 3)]} … {text[^(MostCharacters / 3)..]}";
        return Escaped(text, "");
    }

    /// <summary>The whole text in its lines, with the same characters escaped, but for tabs.</summary>
    public static string Lines(string text) => Escaped(text, "\n\t");

    private static string Escaped(string text, string obeyed)
    {
        int first = 0;
        while (first < text.Length && !IsObeyed(text[first]))
            first++;
        if (first == text.Length)
            return text;
        StringBuilder shown = new(text, 0, first, text.Length + 16);
        foreach (char character in text.AsSpan(first))
        {
            if (IsObeyed(character) && !obeyed.Contains(character))
                shown.Append($"\\u{(int)character:x4}");
            else
                shown.Append(character);
        }

        return shown.ToString();
    }

    private static bool IsObeyed(char character) => char.IsControl(character)
        || character is '\u2028' or '\u2029' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
