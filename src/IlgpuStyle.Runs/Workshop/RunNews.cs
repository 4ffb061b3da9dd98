namespace IlgpuStyle.Runs.Workshop;

/// <summary>What changes of a run with its steps, and nothing else of it: told often, and to many.</summary>
/// <param name="Id">The run's name in requests.</param>
/// <param name="Picture">Number of the present picture; null before the first.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record RunNews(string Id, int? Picture, RunProgress? Progress);
