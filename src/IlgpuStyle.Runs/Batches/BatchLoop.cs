using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using IlgpuStyle.Runs.Following;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// The loop over a shard's jobs: a line for each, a summary, the exit code. Several runners, each on a device of its own, take the next job
/// as they become free; a picture's bits do not depend on which.
/// </summary>
/// <param name="runners">Make the pictures.</param>
/// <param name="shard">Which part this is.</param>
/// <param name="folder">Gets the results; null if the jobs name their outputs themselves.</param>
/// <param name="newDisplay">Makes who shows the steps of the next picture; null for nobody.</param>
/// <param name="announcements">Gets the lines.</param>
internal sealed class BatchLoop(
    IReadOnlyList<BatchRunner> runners, Shard shard, BatchFolder? folder, Func<IRunObserver?> newDisplay, Announcements announcements)
{
    private readonly int[] _counts = new int[Enum.GetValues<PictureOutcome>().Length];
    private volatile bool _stopped;
    private readonly HashSet<StepsOnly> _current = [];
    private readonly Lock _gate = new();
    private int _next;
    private bool _isRecordLost;

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool IsStopping => _stopped;

    /// <summary>Ends the loop after the current picture's step.</summary>
    public void Stop()
    {
        _stopped = true;
        lock (_gate)
        {
            foreach (StepsOnly display in _current)
                display.Stop();
        }
    }

    /// <summary>Runs the jobs.</summary>
    /// <returns>0, 1 if a picture failed, or 130 if the user stopped it.</returns>
    public int Run(IReadOnlyList<BatchJob> jobs)
    {
        long begin = Stopwatch.GetTimestamp();
        if (runners.Count == 1)
            Work(runners[0], jobs);
        else
            WorkTogether(jobs);
        int open = jobs.Count - _counts.Sum() + Count(PictureOutcome.Interrupted);
        string rest = open > 0 ? $", {open} left: the same command goes on" : "";
        announcements.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(PictureOutcome.Made)} made, {Count(PictureOutcome.Kept)} there already, "
                + $"{Count(PictureOutcome.Failed)} failed{rest}, "
                + $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s"));
        if (_stopped)
            return ExitCodes.Interrupted;
        return Count(PictureOutcome.Failed) > 0 || _isRecordLost ? ExitCodes.UserError : ExitCodes.Success;
    }

    private void WorkTogether(IReadOnlyList<BatchJob> jobs)
    {
        Task[] workers = [.. runners.Select(runner => Task.Factory.StartNew(
            () => WorkOrStop(runner, jobs), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException exception)
        {
            // As it would end a batch on one device.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    private void WorkOrStop(BatchRunner runner, IReadOnlyList<BatchJob> jobs)
    {
        try
        {
            Work(runner, jobs);
        }
        catch
        {
            Stop();
            throw;
        }
    }

    private void Work(BatchRunner runner, IReadOnlyList<BatchJob> jobs)
    {
        while (!_stopped && Interlocked.Increment(ref _next) - 1 is var i && i < jobs.Count)
        {
            using StepsOnly display = new(newDisplay(), () => _stopped, announcements);
            lock (_gate)
                _current.Add(display);
            PictureReport report = runner.Run(jobs[i], shard, display, () => _stopped);
            lock (_gate)
            {
                _current.Remove(display);
                _counts[(int)report.Outcome]++;
                _stopped |= report.Outcome == PictureOutcome.Interrupted;
                Print($"[{i + 1}/{jobs.Count}]", report);
                if (report.Outcome != PictureOutcome.Kept)
                    Record(report);
            }
        }
    }

    // The pictures are what the batch is for: it goes on without a record of them, and says so once.
    private void Record(PictureReport report)
    {
        try
        {
            folder?.Append(report);
        }
        catch (InputException exception)
        {
            if (!_isRecordLost)
                announcements.Note($"{exception.Message.TrimEnd('.')}; the batch goes on.");
            _isRecordLost = true;
        }
    }

    private int Count(PictureOutcome outcome) => _counts[(int)outcome];

    private void Print(string number, PictureReport report)
    {
        switch (report.Outcome)
        {
            case PictureOutcome.Failed:
                announcements.Note($"{number} {report.Output} failed ({report.Origin}): {report.Error}");
                break;
            case PictureOutcome.Kept:
                announcements.Output.WriteLine($"{number} {report.Output}: there already");
                break;
            case PictureOutcome.Interrupted when report.Evaluations == 0:
                break;
            default:
                string interrupted = report.Outcome == PictureOutcome.Interrupted
                    ? "interrupted, saved so far: "
                    : "";
                announcements.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number} {report.Output}: {interrupted}loss {report.InitialLoss:g5} → "
                        + $"{report.Loss:g5}, {report.Evaluations} evaluations, {report.Seconds:0.0} s"));
                break;
        }
    }
}
