namespace IlgpuStyle.Transfer;

/// <summary>Something in a run that is no step.</summary>
internal sealed record TransferEvent : RunEvent
{
    /// <summary>What happened.</summary>
    public required TransferEventKind Kind { get; init; }

    /// <summary>One line for people.</summary>
    public required string Message { get; init; }

    /// <summary>The new weights, if that is what happened.</summary>
    public WeightChange? Weights { get; init; }
}
