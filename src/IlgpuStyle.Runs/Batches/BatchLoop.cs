using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Runs.Following;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// The loop over a shard's jobs: a line for each, a summary, the exit code.
/// </summary>
/// <param name="runner">Makes the pictures.</param>
/// <param name="shard">Which part this is.</param>
/// <param name="folder">Gets the results; null if the jobs name their outputs themselves.</param>
/// <param name="newDisplay">Makes who shows the steps of the next picture; null for nobody.</param>
/// <param name="announcements">Gets the lines.</param>
internal sealed class BatchLoop(
    BatchRunner runner, Shard shard, BatchFolder? folder, Func<IRunObserver?> newDisplay, Announcements announcements)
{
    private readonly int[] _counts = new int[Enum.GetValues<PictureOutcome>().Length];
    private volatile bool _stopped;
    private volatile StepsOnly? _current;
    private bool _isRecordLost;

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool IsStopping => _stopped;

    /// <summary>Ends the loop after the current picture's step.</summary>
    public void Stop()
    {
        _stopped = true;
        _current?.Stop();
    }

    /// <summary>Runs the jobs.</summary>
    /// <returns>0, 1 if a picture failed, or 130 if the user stopped it.</returns>
    public int Run(IReadOnlyList<BatchJob> jobs)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < jobs.Count && !_stopped; i++)
        {
            using StepsOnly display = new(newDisplay(), () => _stopped, announcements);
            _current = display;
            PictureReport report = runner.Run(jobs[i], shard, display, () => _stopped);
            _counts[(int)report.Outcome]++;
            _stopped |= report.Outcome == PictureOutcome.Interrupted;
            Print($"[{i + 1}/{jobs.Count}]", report);
            if (report.Outcome != PictureOutcome.Kept)
                Record(report);
        }

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
