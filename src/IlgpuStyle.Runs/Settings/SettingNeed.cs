namespace IlgpuStyle.Runs.Settings;

/// <summary>What a setting needs beside it to change something.</summary>
/// <param name="IsMet">Whether it has it.</param>
/// <param name="Text">What it is, behind "expected with".</param>
internal sealed record SettingNeed(Func<SettingFacts, bool> IsMet, string Text);
