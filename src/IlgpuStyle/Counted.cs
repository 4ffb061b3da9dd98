namespace IlgpuStyle;

/// <summary>Numbers of things, for people.</summary>
internal static class Counted
{
    /// <summary>"1 picture", "3 pictures".</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">One of them; the plural has an s.</param>
    public static string Of(long count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}
