using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Batches;

/// <summary>Of a display only the moving line: what a single run says before and after would drown a batch.</summary>
/// <param name="display">Shows the steps; null shows nothing.</param>
internal sealed class StepsOnly(IRunObserver? display) : IRunObserver
{
    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => display?.Show(progress);

    /// <inheritdoc/>
    public void End(TransferResult result)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => display?.Dispose();
}
