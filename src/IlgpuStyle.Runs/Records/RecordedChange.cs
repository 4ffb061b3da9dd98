using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>Weights that somebody changed while the run was under way.</summary>
/// <param name="Step">Steps done in the whole run when it happened.</param>
/// <param name="Weights">The new weights.</param>
internal sealed record RecordedChange(int Step, WeightChange Weights);
