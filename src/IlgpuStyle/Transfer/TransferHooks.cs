using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Who follows a run and who steers it. All calls come on the run's thread, between two steps, but for
/// <see cref="Tile"/>.
/// </summary>
internal sealed record TransferHooks
{
    /// <summary>
    /// Once, before the first step, or the first after resuming; the loss may not be known yet.
    /// </summary>
    public Action<TransferProgress>? Started { get; init; }

    /// <summary>
    /// At the beginning of every stage, once the losses of its start are known: iteration 0. Not after resuming in the middle of one.
    /// </summary>
    public Action<TransferProgress>? StageStarted { get; init; }

    /// <summary>After every step.</summary>
    public Action<TransferProgress>? Step { get; init; }

    /// <summary>
    /// After every tile of a tiled evaluation: tiles done, tiles of the evaluation (each counts forward and
    /// backward).
    /// </summary>
    public Action<int, int>? Tile { get; init; }

    /// <summary>
    /// Once, before a run that was asked to stop returns: the last chance to save its state.
    /// </summary>
    public Action<TransferProgress>? Interrupted { get; init; }

    /// <summary>Something happened that is no step.</summary>
    public Action<TransferEvent>? Event { get; init; }

    /// <summary>Stops, pauses and changes the run, looked at between two steps.</summary>
    public RunControl Control { get; init; } = new();

    /// <summary>
    /// What a step of each stage is expected to take, for the time that remains; null if nobody has measured
    /// it.
    /// </summary>
    public IReadOnlyList<double>? SecondsPerStep { get; init; }

    /// <summary>
    /// The state of an earlier run of the same options and pictures to go on from; null starts afresh.
    /// </summary>
    public StateReader? Resume { get; init; }
}
