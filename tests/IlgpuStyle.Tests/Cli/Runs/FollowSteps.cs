using IlgpuStyle.Cli;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Does something after every step.</summary>
internal sealed class FollowSteps(Action<TransferProgress> action) : IRunObserver
{
    public void Begin(RunDescription run)
    {
    }

    public void Show(TransferProgress progress) => action(progress);

    public void End(TransferResult result)
    {
    }

    public void Dispose()
    {
    }
}
