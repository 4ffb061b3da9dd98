namespace IlgpuStyle.Runs.Workshop;

/// <summary>A small picture of what a look would make.</summary>
/// <param name="Look">The look's name.</param>
/// <param name="Key">Names the draft: the same pictures and settings have the same.</param>
/// <param name="IsReady">Whether it can be fetched.</param>
/// <param name="Error">Why it cannot be made; null if nothing went wrong.</param>
internal sealed record Draft(string Look, string Key, bool IsReady, string? Error = null);
