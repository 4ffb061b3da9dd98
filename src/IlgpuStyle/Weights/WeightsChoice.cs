namespace IlgpuStyle.Weights;

/// <summary>The weights that a run uses.</summary>
/// <param name="File">The open file; the caller disposes it.</param>
/// <param name="Name">
/// What <see cref="WeightsStore.Choose"/> finds the same file by: the embedded network's name or an absolute
/// path.
/// </param>
/// <param name="Explanation">One line: which weights these are, why, and what else there would be.</param>
internal sealed record WeightsChoice(WeightsFile File, string Name, string Explanation);
