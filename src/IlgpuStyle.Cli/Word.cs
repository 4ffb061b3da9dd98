namespace IlgpuStyle.Cli;

/// <summary>Words on the command line that stand for values.</summary>
internal static class Word
{
    /// <summary>The value of a word.</summary>
    /// <exception cref="InputException">The word is unknown; the message lists the known ones.</exception>
    public static T Choose<T>(string option, string word, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(word, out T? value)
            ? value
            : throw new InputException($"{option} '{word}': expected {string.Join(", ", choices.Keys)}.");

    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value, IReadOnlyDictionary<string, T> choices) =>
        choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Key;
}
