using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A wish that was understood.</summary>
/// <param name="Values">What to paint, without places; absolute paths.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Parent">The run that it goes on from; null if none.</param>
/// <param name="IsFilmed">Whether it is filmed.</param>
internal sealed record WishedRun(SettingValues Values, string Title, string? Parent, bool IsFilmed);
