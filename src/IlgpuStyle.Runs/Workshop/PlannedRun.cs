namespace IlgpuStyle.Runs.Workshop;

/// <summary>What a run would take.</summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Seconds">Estimated.</param>
/// <param name="Evaluations">Of loss and gradient, estimated.</param>
/// <param name="Memory">Bytes at the peak: the process's, or the card's.</param>
/// <param name="Parts">The same by part.</param>
/// <param name="Changes">What was changed to fit the memory that there is; empty if nothing.</param>
internal sealed record PlannedRun(
    int Width, int Height, double Seconds, int Evaluations, long Memory, IReadOnlyDictionary<string, long> Parts, string Changes);
