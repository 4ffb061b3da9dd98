namespace IlgpuStyle.Runs.Following;

/// <summary>Where a run's lines for people go that no observer makes of its events.</summary>
/// <param name="Output">What was done: "wrote film.mp4".</param>
/// <param name="Errors">Warnings and notes.</param>
internal sealed record Announcements(TextWriter Output, TextWriter Errors)
{
    /// <summary>Nowhere.</summary>
    public static Announcements None { get; } = new(TextWriter.Null, TextWriter.Null);

    /// <summary>A terminal, where a line can be taken back; else null.</summary>
    public TextWriter? Terminal { get; init; }

    /// <summary>What is done at the moment, shown until the next such line; an empty one ends it.</summary>
    public void Pass(string text) => Terminal?.Write($"\r\u001b[2K{text}");

    /// <summary>What is begun and takes a while: until the next <see cref="Pass"/>, or as a line where none can be taken back.</summary>
    public void Begin(string text)
    {
        if (Terminal is null)
            Note(text);
        else
            Pass(text);
    }

    /// <summary>A note or warning.</summary>
    public void Note(string text) => Errors.WriteLine($"istyle: {text}");
}
