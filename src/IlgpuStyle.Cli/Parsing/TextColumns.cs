namespace IlgpuStyle.Cli.Parsing;

/// <summary>Names on the left, what they mean on the right, in the 80 columns of a terminal.</summary>
internal static class TextColumns
{
    /// <summary>The longest line.</summary>
    public const int Width = 80;

    private const int Left = 2, Right = 23;

    /// <summary>A name and its meaning; a name that is too long gets a line of its own.</summary>
    public static IEnumerable<string> Entry(string name, string meaning)
    {
        string[] lines = [.. Wrapped(meaning, Width - Right)];
        string head = new string(' ', Left) + name;
        int first = 0;
        if (head.Length + 2 <= Right && lines.Length > 0)
            head = head.PadRight(Right) + lines[first++];
        return lines[first..].Select(line => new string(' ', Right) + line).Prepend(head);
    }

    /// <summary>A text in lines.</summary>
    /// <param name="text">Words; one that is longer than a line stays whole.</param>
    /// <param name="width">Of the lines.</param>
    public static IEnumerable<string> Wrapped(string text, int width = Width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
            yield return line;
    }
}
