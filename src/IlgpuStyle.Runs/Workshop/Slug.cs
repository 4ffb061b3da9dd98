using System.Globalization;
using System.Text;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Names of files and folders made from what people call things.</summary>
internal static class Slug
{
    private const int Longest = 48;

    /// <summary>Small letters, digits and hyphens: "Tübingen, night 2" becomes "tubingen-night-2".</summary>
    /// <param name="text">Anything.</param>
    /// <param name="fallback">If nothing of it is left.</param>
    public static string Of(string text, string fallback)
    {
        StringBuilder slug = new();
        // Decomposed, accents are characters of their own, and are left out.
        foreach (char c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == Longest)
                break;
        }

        string name = slug.ToString().Trim('-');
        return name.Length > 0 ? name : fallback;
    }

    /// <summary>The same with the smallest number behind it that nobody has yet.</summary>
    public static string Unique(string name, Func<string, bool> isTaken)
    {
        string candidate = name;
        for (int i = 2; isTaken(candidate); i++)
            candidate = $"{name}-{i}";
        return candidate;
    }

    /// <summary>What a picture's file is called: "painting-night_2.jpg" becomes "night 2".</summary>
    public static string Plain(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file).Replace('_', ' ').Replace('-', ' ').Trim();
        foreach (string prefix in (string[])["photo ", "painting "])
        {
            // A number alone says nothing: "painting 2" stays that.
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !name[prefix.Length..].All(char.IsAsciiDigit))
                name = name[prefix.Length..];
        }

        return name.Length > 0 ? name : "picture";
    }
}
