using System.Globalization;
using IlgpuStyle.Network;

namespace IlgpuStyle.Runs.Settings;

/// <summary>The kinds of values that settings have.</summary>
internal static class SettingTypes
{
    /// <summary>True where it is named.</summary>
    public static SettingType<bool> Flag { get; } = new("", ReadFlag) { Shape = SettingShape.Flag };

    /// <summary>A whole number.</summary>
    /// <param name="placeholder">"N", "PIXELS".</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    /// <param name="unit">Behind the bounds in a message: " pixels".</param>
    public static SettingType<int> Whole(string placeholder, int least, int most, string unit = "") => new(placeholder, values =>
    {
        // Wider than int: what is out of range is a number all the same.
        if (!long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            throw new FormatException($"expected a whole number, {least} to {most}{unit}.");
        return number >= least && number <= most
            ? (int)number
            : throw new FormatException($"expected {least} to {most}{unit}.");
    })
    {
        Shape = SettingShape.Number,
        Least = least,
        Most = most,
    };

    /// <summary>A number; that a bound itself is out of range, the options' own check knows.</summary>
    /// <param name="placeholder">"X".</param>
    /// <param name="least">The smallest; null for none.</param>
    /// <param name="most">The largest, beside the smallest; null for none.</param>
    public static SettingType<double> Number(string placeholder, double? least = null, double? most = null) => new(placeholder, values =>
    {
        if (ReadNumber(values[0]) is not { } number || !double.IsFinite(number))
            throw new FormatException("expected a number, such as 0.5.");
        return number < least || number > most
            ? throw new FormatException(FormattableString.Invariant($"expected {least}{(most is null ? " or more" : $" to {most}")}."))
            : number;
    })
    {
        Shape = SettingShape.Number,
        Least = least,
        Most = most,
    };

    /// <summary>Numbers above a bound, up to another.</summary>
    /// <param name="placeholder">"X,…".</param>
    /// <param name="above">What each is larger than.</param>
    /// <param name="most">The largest.</param>
    /// <param name="mostValues">How many there may be.</param>
    public static SettingType<IReadOnlyList<double>> Numbers(
        string placeholder, double above, double most, int mostValues = int.MaxValue) => new(
        placeholder, values => values.Count > mostValues
        ? throw new FormatException($"{values.Count} numbers; expected at most {mostValues}.")
        : [.. values.Select(value => ReadNumber(value) is { } number && number > above && number <= most
            ? number
            : throw new FormatException(FormattableString.Invariant($"expected numbers of more than {above} and at most {most}.")))])
    {
        Shape = SettingShape.Number,
        IsList = true,
        Least = above,
        Most = most,
    };

    // As much as can be is the same code for values of all types: what depends on the type is compiled when the program starts.
    /// <summary>One of some words, in capitals or not.</summary>
    public static SettingType<T> Choice<T>(params (string Text, T Value, string Meaning)[] words)
    {
        SettingWord[] known = WordsOf(words);
        return new(Listed(known), values => words[IndexOf(values[0], known)].Value) { Words = known, Expand = Canonical(known) };
    }

    /// <summary>Several of some words.</summary>
    public static SettingType<IReadOnlyList<T>> Choices<T>(params (string Text, T Value, string Meaning)[] words)
    {
        SettingWord[] known = WordsOf(words);
        return new($"{Listed(known)},…", values => [.. values.Select(value => words[IndexOf(value, known)].Value)])
        {
            Words = known,
            IsList = true,
            Expand = Canonical(known),
        };
    }

    /// <summary>A text that is read elsewhere, or by a function that throws what it expected.</summary>
    public static SettingType<T> Text<T>(string placeholder, Func<string, T> read) => new(placeholder, values => read(values[0]));

    /// <summary>A list that is read as one text.</summary>
    public static SettingType<T> List<T>(string placeholder, Func<string, T> read) =>
        new(placeholder, values => read(string.Join(',', values))) { IsList = true };

    /// <summary>Layers of a network, with or without weights.</summary>
    public static SettingType<T> Layers<T>(string placeholder, Func<string, T> read) =>
        List(placeholder, read) with { Offers = () => Architectures.ByName["vgg19"].Select(layer => layer.Name) };

    /// <summary>A path that is written to.</summary>
    public static SettingType<string> Place(string placeholder) =>
        new(placeholder, values => NotEmpty(values[0])) { PathIn = value => (value, "") };

    /// <summary>A picture that is read.</summary>
    public static SettingType<string> Picture(string placeholder) =>
        new(placeholder, values => NotEmpty(values[0])) { PathIn = value => (value, ""), IsInput = true };

    /// <summary>The word of a value.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static string WordOf<T>(T value, params (string Text, T Value, string Meaning)[] words)
    {
        foreach ((string text, T known, _) in words)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
                return text;
        }

        throw new ArgumentException($"no word for {value}.", nameof(value));
    }

    /// <summary>A number with a decimal point; null for any other text. A comma would separate thousands.</summary>
    public static double? ReadNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static bool ReadFlag(IReadOnlyList<string> values) => bool.TryParse(values[0], out bool value)
        ? value
        : throw new FormatException("expected true or false.");

    private static string NotEmpty(string path) =>
        path.Length > 0 ? path : throw new FormatException("expected the path of a file.");

    private static string Listed(SettingWord[] words) => string.Join('|', words.Select(word => word.Text));

    private static SettingWord[] WordsOf<T>((string Text, T Value, string Meaning)[] words)
    {
        SettingWord[] result = new SettingWord[words.Length];
        for (int i = 0; i < words.Length; i++)
            result[i] = new SettingWord(words[i].Text, words[i].Meaning);
        return result;
    }

    // As records and content keys have it.
    private static Func<string, IEnumerable<string>> Canonical(SettingWord[] words) => text =>
        [words.FirstOrDefault(word => word.Text.Equals(text, StringComparison.OrdinalIgnoreCase))?.Text ?? text];

    private static int IndexOf(string text, SettingWord[] words)
    {
        int index = Array.FindIndex(words, word => word.Text.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            return index;
        IEnumerable<string> known = words.Select(word => word.Text);
        throw new FormatException($"expected {string.Join(", ", known)}.{Spelling.Hint(text, known)}");
    }
}
