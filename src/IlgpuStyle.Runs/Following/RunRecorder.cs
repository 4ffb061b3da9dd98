using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Following;

/// <summary>
/// Keeps the record of a run true while it runs: changed weights, the end. In a rerun it also makes the
/// earlier run's changes again, each at its step, and stops where that one was stopped.
/// </summary>
internal sealed class RunRecorder : IRunObserver
{
    private readonly RunRecord? _model;
    private RunControl _control = new();

    /// <summary>Begins with a record.</summary>
    /// <param name="record">The settings; of a resumed run with the changes made before.</param>
    /// <param name="model">The run to be repeated, or null.</param>
    public RunRecorder(RunRecord record, RunRecord? model = null)
    {
        Record = record;
        _model = model;
    }

    /// <summary>The run as far as it is known.</summary>
    public RunRecord Record { get; private set; }

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _control = run.Control;

    /// <inheritdoc/>
    public void Start(TransferProgress progress) => Follow(progress);

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => Follow(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        if (happening.Weights is { } weights)
            Record = Record with { Changes = [.. Record.Changes, new RecordedChange(happening.TotalIteration, weights)] };
    }

    /// <summary>Steps done in the whole run.</summary>
    public int Steps { get; private set; }

    /// <summary>The record of the finished picture.</summary>
    public RunRecord Finish(TransferResult result) => Record = Record with
    {
        Result = new RecordedResult(result.Ending, Steps, result.Evaluations, result.Loss),
    };

    private void Follow(TransferProgress progress)
    {
        Steps = progress.TotalIteration;
        if (_model is null)
            return;
        foreach (RecordedChange change in _model.Changes.Where(change => change.Step == Steps))
            _control.ChangeWeights(change.Weights);
        if (_model.Result is { Ending: TransferEnding.Interrupted } result && result.Steps == Steps)
            _control.Stop();
    }
}
