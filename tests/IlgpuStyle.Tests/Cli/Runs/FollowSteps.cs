using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Does something after every step.</summary>
internal sealed class FollowSteps(Action<TransferProgress> action) : IRunObserver
{
    public void Show(TransferProgress progress) => action(progress);
}
