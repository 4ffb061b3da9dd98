using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Following;

/// <summary>
/// Somebody who follows a run: a display, a log, snapshots. Each hears what it overrides. Wishes go to
/// <see cref="RunDescription.Control"/>.
/// </summary>
internal interface IRunObserver : IDisposable
{
    /// <summary>The run is about to start.</summary>
    void Begin(RunDescription run)
    {
    }

    /// <summary>
    /// The first step, or the first after resuming, is about to be made; the loss may not be known yet.
    /// </summary>
    void Start(TransferProgress progress)
    {
    }

    /// <summary>The losses of a size's start are known; no step was made at it. Not after resuming in the middle of a size.</summary>
    void BeginSize(TransferProgress progress)
    {
    }

    /// <summary>One optimiser step was made.</summary>
    void Show(TransferProgress progress)
    {
    }

    /// <summary>A tile of a tiled evaluation was computed.</summary>
    /// <param name="done">Tiles of this evaluation so far.</param>
    /// <param name="count">Tiles of an evaluation; each counts forward and backward.</param>
    void ShowTile(int done, int count)
    {
    }

    /// <summary>Something happened that is no step.</summary>
    void Tell(TransferEvent happening)
    {
    }

    /// <summary>
    /// The run was asked to stop and is about to: its state can be fetched for the last time.
    /// <see cref="End"/> follows.
    /// </summary>
    void Interrupt(TransferProgress progress)
    {
    }

    /// <summary>The run has ended and its picture is written.</summary>
    /// <param name="result">How.</param>
    /// <param name="output">The picture's path: another than the run's own where that was taken meanwhile.</param>
    void End(TransferResult result, string output)
    {
    }

    /// <summary>Nothing more comes, however the run ended.</summary>
    void IDisposable.Dispose()
    {
    }
}
