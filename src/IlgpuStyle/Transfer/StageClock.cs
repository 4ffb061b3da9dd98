using System.Diagnostics;
using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>Measures evaluations and estimates what remains.</summary>
internal sealed class StageClock : IRunState
{
    private readonly Stopwatch _run = Stopwatch.StartNew();
    private readonly RemainingTime _remaining;
    private TimeSpan _before;
    private TimeSpan _stageEvaluation;
    private int _stageEvaluations;
    private int _stage;

    /// <summary>Makes the clock and starts it.</summary>
    /// <param name="stages">Sizes and steps of the run.</param>
    /// <param name="secondsPerStep">
    /// What a step of each stage is expected to take; null takes its time to be in proportion to the pixels.
    /// </param>
    public StageClock(IReadOnlyList<ScaleStage> stages, IReadOnlyList<double>? secondsPerStep = null)
    {
        bool isMeasured = secondsPerStep?.Count == stages.Count;
        _remaining = new RemainingTime(
            isMeasured ? secondsPerStep! : [.. stages.Select(s => (double)s.Size.Pixels)],
            [.. stages.Select(s => s.Iterations)], isMeasured);
    }

    /// <summary>
    /// Since the start of the run, without pauses; what a resumed run did earlier counts too.
    /// </summary>
    public TimeSpan Elapsed => _before + _run.Elapsed;

    /// <summary>Spent in evaluations, all stages.</summary>
    public TimeSpan EvaluationTime { get; private set; }

    /// <summary>Evaluations of all stages.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Mean over this stage; 0 before its first evaluation.</summary>
    public double SecondsPerEvaluation =>
        _stageEvaluations == 0 ? 0 : _stageEvaluation.TotalSeconds / _stageEvaluations;

    /// <summary>Begins a stage.</summary>
    public void StartStage(int stage)
    {
        _stage = stage;
        _stageEvaluation = TimeSpan.Zero;
        _stageEvaluations = 0;
    }

    /// <summary>
    /// The stage is ready: its steps begin, or go on after <paramref name="iteration"/> of them.
    /// </summary>
    public void BeginSteps(int iteration) => _remaining.Begin(_stage, iteration, Elapsed);

    /// <summary>Stops the time.</summary>
    public void Pause() => _run.Stop();

    /// <summary>Lets the time go on.</summary>
    public void Continue() => _run.Start();

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("elapsed", Elapsed);
        state.Write("evaluation time", EvaluationTime);
        state.Write("evaluations", Evaluations);
        state.Write("stage evaluation time", _stageEvaluation);
        state.Write("stage evaluations", _stageEvaluations);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _before = state.ReadTime("elapsed");
        EvaluationTime = state.ReadTime("evaluation time");
        Evaluations = state.ReadInteger("evaluations", 0, int.MaxValue);
        _stageEvaluation = state.ReadTime("stage evaluation time");
        _stageEvaluations = state.ReadInteger("stage evaluations", 0, int.MaxValue);
    }

    /// <summary>Counts one evaluation that began at <paramref name="startTimestamp"/>.</summary>
    public void CountEvaluation(long startTimestamp)
    {
        TimeSpan time = Stopwatch.GetElapsedTime(startTimestamp);
        EvaluationTime += time;
        _stageEvaluation += time;
        Evaluations++;
        _stageEvaluations++;
    }

    /// <summary>Forgets the evaluations of a step that was given up; their time stays.</summary>
    /// <param name="evaluations">What <see cref="Evaluations"/> was before it.</param>
    public void TakeBack(int evaluations)
    {
        _stageEvaluations -= Evaluations - evaluations;
        Evaluations = evaluations;
    }

    /// <summary>Time to the end after <paramref name="iteration"/> steps of this stage.</summary>
    public TimeSpan Remaining(int iteration) => _remaining.After(iteration, Elapsed);
}
