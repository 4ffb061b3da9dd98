using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A way to paint that has a name: one of <see cref="LossPresets.Looks"/>, as people choose it.</summary>
/// <param name="Name">The value of <c>--preset</c>.</param>
/// <param name="Title">In forms.</param>
/// <param name="Sentence">What it looks like.</param>
/// <param name="Color">The word of <c>--color</c> that goes with it.</param>
internal sealed record Look(string Name, string Title, string Sentence, string Color)
{
    /// <summary>All; the first is what a run without <c>--preset</c> is.</summary>
    public static IReadOnlyList<Look> All { get; } = [.. LossPresets.Looks.Select(Of)];

    /// <summary>The settings with this look in place of theirs.</summary>
    public SettingValues In(SettingValues values) =>
        this == All[0] ? values.Without(LookSettings.Preset) : values.With(LookSettings.Preset, Name);

    private static Look Of(LossPreset preset) => new(
        preset.Name, Capital(preset.Name.Replace('-', ' ')), Capital(preset.Description) + ".",
        LookSettings.Color.DefaultIn(RunKind.Transfer.Defaults.With(preset))!);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
