using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// Of a display only the moving line: what a single run says before and after would drown a batch.
/// </summary>
/// <param name="display">Shows the steps; null shows nothing.</param>
/// <param name="isStopped">Whether a signal came before the run could hear it.</param>
internal sealed class StepsOnly(IRunObserver? display, Func<bool> isStopped) : IRunObserver
{
    /// <summary>What the run said of its divergence; empty if it did not diverge.</summary>
    public string Divergence { get; private set; } = "";

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
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
            Console.Out.WriteLine(happening.Message);
    }

    /// <inheritdoc/>
    public void End(TransferResult result)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => display?.Dispose();
}
