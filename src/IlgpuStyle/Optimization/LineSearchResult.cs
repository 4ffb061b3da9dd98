namespace IlgpuStyle.Optimization;

/// <summary>Where a line search ended.</summary>
/// <param name="Point">The point to move to; the start if the search failed.</param>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Evaluations">Evaluations of φ that it made. The last one need not have been at
/// <paramref name="Point"/>.</param>
internal readonly record struct LineSearchResult(LinePoint Point, LineSearchOutcome Outcome, int Evaluations);
