namespace IlgpuStyle.Runs.Settings;

/// <summary>How the texts of a setting become a value.</summary>
/// <param name="Placeholder">What stands for the value in help: "PIXELS", "auto|N".</param>
/// <param name="Read">
/// The value of the texts, of which there is one unless <see cref="SettingType.IsList"/>. A <see cref="FormatException"/>'s message says
/// what was expected.
/// </param>
internal sealed record SettingType<T>(string Placeholder, Func<IReadOnlyList<string>, T> Read) : SettingType(Placeholder);
