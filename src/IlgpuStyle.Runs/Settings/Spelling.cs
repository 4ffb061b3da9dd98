namespace IlgpuStyle.Runs.Settings;

/// <summary>What somebody meant who typed something else.</summary>
internal static class Spelling
{
    /// <summary>
    /// The word that is nearest, if it is near enough to be meant: a third of its letters may be missing, added, wrong or swapped
    /// with their neighbours, or all behind the third be left out. Capitals do not count.
    /// </summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="words">What could have been.</param>
    public static string? Nearest(string typed, IEnumerable<string> words)
    {
        string[] known = [.. words.Distinct(StringComparer.Ordinal)];
        string? nearest = known.MinBy(word => Distance(Lower(typed), Lower(word)));
        if (nearest is not null && Distance(Lower(typed), Lower(nearest)) <= Math.Max(1, Letters(nearest) / 3))
            return nearest;
        string[] longer = [.. known.Where(word => Letters(typed) >= 3 && word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : null;
    }

    /// <summary>" Did you mean 'gatys'?", or nothing.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="words">What could have been.</param>
    public static string Hint(string typed, IEnumerable<string> words) =>
        Nearest(typed, words) is { } word ? $" Did you mean '{word}'?" : "";

    private static string Lower(string word) => word.ToLowerInvariant();

    private static int Letters(string word) => word.TrimStart('-').Length;

    // Edits of single letters and swaps of neighbours ("optimal string alignment").
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int edit = Math.Min(cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = isSwap ? Math.Min(edit, cost[i - 2, j - 2] + 1) : edit;
            }
        }

        return cost[a.Length, b.Length];
    }
}
