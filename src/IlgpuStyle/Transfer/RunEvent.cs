namespace IlgpuStyle.Transfer;

/// <summary>Something that a run reports: it begins, makes a step, changes its course, ends.</summary>
public abstract record RunEvent
{
    /// <summary>Steps done in the whole run.</summary>
    public required int TotalIteration { get; init; }
}
