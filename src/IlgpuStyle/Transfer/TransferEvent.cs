namespace IlgpuStyle.Transfer;

/// <summary>Something in a run that is no step.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="TotalIteration">Steps done in the whole run.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Weights">The new weights, if that is what happened.</param>
public sealed record TransferEvent(
    TransferEventKind Kind, int TotalIteration, string Message, WeightChange? Weights = null);
