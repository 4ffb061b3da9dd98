using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>Saves the picture every few steps: out.png becomes out-0050.png.</summary>
/// <param name="every">Steps between two snapshots, at least 1.</param>
internal sealed class SnapshotWriter(int every) : IRunObserver
{
    private string _output = "";

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _output = run.Output;

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        if (progress.TotalIteration % every == 0)
            ImageFile.Write(PathOf(progress.TotalIteration), progress.Picture());
    }

    /// <inheritdoc/>
    public void End(TransferResult result)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private string PathOf(int iteration) => Path.Combine(
        Path.GetDirectoryName(_output) ?? "",
        $"{Path.GetFileNameWithoutExtension(_output)}-{iteration:0000}{Path.GetExtension(_output)}");
}
