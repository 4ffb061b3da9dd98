using IlgpuStyle.Cli.Runs;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// Saves the picture every few steps. A snapshot that cannot be written is a warning: the run goes on.
/// </summary>
/// <param name="every">Steps between two snapshots, at least 1.</param>
/// <param name="pattern">Their names.</param>
internal sealed class SnapshotWriter(int every, SnapshotPattern pattern) : IRunObserver
{
    private readonly WarningOnce _warning = new();

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        if (progress.TotalIteration % every == 0)
            _warning.Try(() => ImageFile.Write(pattern.PathOf(progress.TotalIteration), progress.Picture()));
    }

    /// <inheritdoc/>
    public void End(TransferResult result)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
