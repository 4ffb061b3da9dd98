namespace IlgpuStyle.Runs.Settings;

/// <summary>What a setting is called where people look who never type it.</summary>
internal static class SettingTitle
{
    /// <summary>"Style weight" for "style-weight".</summary>
    public static string Of(Setting setting)
    {
        string words = setting.Name.Replace("tv-", "smoothness-", StringComparison.Ordinal)
            .Replace("init", "start", StringComparison.Ordinal).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
