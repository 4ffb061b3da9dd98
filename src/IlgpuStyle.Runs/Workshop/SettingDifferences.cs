using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>What differs between the settings of two runs, in words.</summary>
internal static class SettingDifferences
{
    /// <summary>One line for each setting: "style weight 2 → 4", "painting: night instead of sunset".</summary>
    /// <param name="before">The one run's settings, and what they mean.</param>
    /// <param name="after">The other's.</param>
    public static IReadOnlyList<string> Between(
        (SettingValues Values, StyleTransferOptions Options) before, (SettingValues Values, StyleTransferOptions Options) after)
    {
        if (before.Values.Kind != after.Values.Kind)
            return [$"{after.Values.Kind.Name} instead of {before.Values.Kind.Name}"];
        List<string> lines = [];
        foreach (Setting setting in after.Values.Kind.Settings.Where(setting =>
            setting.Effect == SettingEffect.Picture || setting == InputSettings.Weights))
        {
            string? old = ValueOf(setting, before), now = ValueOf(setting, after);
            if (old != now)
                lines.Add(Line(setting, old, now));
        }

        return lines;
    }

    private static string Line(Setting setting, string? old, string? now)
    {
        string title = setting.Title.ToLowerInvariant();
        if (setting.Shape == SettingShape.Flag)
            return now is null ? $"without {title}" : $"with {title}";
        if (now is null)
            return $"without {title} {old}";
        if (setting.IsInput)
            return old is null ? $"{title}: {now}" : $"{title}: {now} instead of {old}";
        return old is null ? $"{title} {now}" : $"{title} {old} → {now}";
    }

    private static string? ValueOf(Setting setting, (SettingValues Values, StyleTransferOptions Options) run) =>
        run.Values.Has(setting)
            ? string.Join(", ", run.Values.TextsOf(setting).Select(text => Shown(setting, text)))
            : setting.DefaultIn(run.Options);

    // The name of a copy says nothing; of masks it says which.
    private static string Shown(Setting setting, string text) =>
        !setting.IsInput || setting.PathIn(text) is not var (path, rest) ? text
        : setting == LookSettings.Init && RunCollection.IsOwnCopy(path) ? "an earlier picture"
        : Slug.Plain(path) + rest;
}
