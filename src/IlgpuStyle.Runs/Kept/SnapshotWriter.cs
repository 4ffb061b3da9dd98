using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Saves the picture every few steps. A snapshot that cannot be written is a warning: the run goes on.
/// </summary>
/// <param name="every">Steps between two snapshots, at least 1.</param>
/// <param name="pattern">Their names.</param>
/// <param name="announcements">Where the warning goes.</param>
internal sealed class SnapshotWriter(int every, SnapshotPattern pattern, Announcements announcements) : IRunObserver
{
    private readonly WarningOnce _warning = new(announcements);

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        if (progress.TotalIteration % every == 0)
            {
            string path = pattern.PathOf(progress.TotalIteration);
            _warning.Try(() =>
            {
                OutputGate.RefuseOthers(path, "a snapshot", PictureRecord.IsSnapshot);
                PictureRecord.Write(path, progress.Picture());
            });
        }
    }
}
