namespace IlgpuStyle.Runs.Settings;

/// <summary>A word that a setting's value can be.</summary>
/// <param name="Text">As it is typed.</param>
/// <param name="Meaning">What it does, for help and forms.</param>
internal sealed record SettingWord(string Text, string Meaning);
