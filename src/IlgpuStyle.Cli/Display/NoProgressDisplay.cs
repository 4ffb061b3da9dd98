using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>Says nothing: for scripts that only want the exit code.</summary>
internal sealed class NoProgressDisplay : IRunObserver
{
    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
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
