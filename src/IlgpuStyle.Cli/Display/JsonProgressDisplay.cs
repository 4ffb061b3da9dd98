using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// The run's events for other programs, one JSON object a line: "begin" with the plan, every "step" with every term, "event" for
/// what is no step, "end".
/// </summary>
internal sealed class JsonProgressDisplay(TextWriter output) : IRunObserver
{
    private RunDescription? _run;

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        _run = run;
        Write(run.Beginning());
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => Write(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening) => Write(happening);

    /// <inheritdoc/>
    public void End(TransferResult result, string output) => Write(_run!.Ending(result, output));

    // Flushed line by line: whoever reads along wants to read now.
    private void Write(RunEvent happening)
    {
        output.WriteLine(RunJson.Line(happening));
        output.Flush();
    }
}
