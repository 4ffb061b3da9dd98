using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Stops a run after so many steps, as a signal would, and may change weights on the way.</summary>
internal sealed class StopAfter(int steps, (int Step, WeightChange Weights)? change = null) : IRunObserver
{
    private RunControl _control = new();

    public void Begin(RunDescription run)
    {
        _control = run.Control;
        if (steps == 0)
            _control.Stop();
    }

    public void Show(TransferProgress progress)
    {
        if (progress.TotalIteration == change?.Step)
            _control.ChangeWeights(change.Value.Weights);
        if (progress.TotalIteration == steps)
            _control.Stop();
    }
}
