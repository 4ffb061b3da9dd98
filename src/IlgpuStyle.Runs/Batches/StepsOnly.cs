using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// Of a display only the moving line: what a single run says before and after would drown a batch.
/// </summary>
/// <param name="display">Shows the steps; null shows nothing.</param>
/// <param name="isStopped">Whether a signal came before the run could hear it.</param>
/// <param name="announcements">Where it is said that a run goes on.</param>
internal sealed class StepsOnly(IRunObserver? display, Func<bool> isStopped, Announcements announcements) : IRunObserver
{
    private RunControl? _control;

    /// <summary>What the run said of its divergence; empty if it did not diverge.</summary>
    public string Divergence { get; private set; } = "";

    /// <summary>Asks the run to stop, if it has begun.</summary>
    public void Stop() => _control?.Stop();

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        _control = run.Control;
        if (isStopped())
            run.Control.Stop();
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => display?.Show(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        if (happening.Kind == TransferEventKind.GaveUp)
            Divergence = happening.Message;
        if (happening.Kind == TransferEventKind.Resumed)
            announcements.Output.WriteLine(happening.Message);
    }

    /// <inheritdoc/>
    public void Dispose() => display?.Dispose();
}
