namespace IlgpuStyle.Planning;

/// <summary>What a run will take: time and memory, before it starts.</summary>
/// <param name="Stages">Coarse to fine.</param>
/// <param name="Memory">At the peak.</param>
internal sealed record RunPlan(IReadOnlyList<StagePlan> Stages, MemoryPlan Memory)
{
    /// <summary>Expected evaluations of loss and gradient.</summary>
    public int Evaluations => Stages.Sum(stage => stage.Evaluations);

    /// <summary>Expected time of all stages.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Stages.Sum(stage => stage.Time.TotalSeconds));
}
