using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IlgpuStyle.Cli.Display;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// The loop over a shard's jobs: a line for each, a summary, the exit code. SIGINT and SIGTERM end it after
/// the current picture's step.
/// </summary>
/// <param name="runner">Makes the pictures.</param>
/// <param name="shard">Which part this is.</param>
/// <param name="folder">Gets the results; null if the jobs name their outputs themselves.</param>
internal sealed class BatchLoop(BatchRunner runner, Shard shard, BatchFolder? folder)
{
    private readonly int[] _counts = new int[Enum.GetValues<PictureOutcome>().Length];
    private volatile bool _stopped;
    private bool _isRecordLost;

    /// <summary>Runs the jobs.</summary>
    /// <returns>0, 1 if a picture failed, or 130 if the user stopped it.</returns>
    public int Run(IReadOnlyList<BatchJob> jobs)
    {
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < jobs.Count && !_stopped; i++)
        {
            using StepsOnly display = new(
                WatchChoice.IsTerminal ? new LiveProgressDisplay(Console.Out) : null, () => _stopped);
            PictureReport report = runner.Run(jobs[i], shard, display, () => _stopped);
            display.Dispose();
            _counts[(int)report.Outcome]++;
            _stopped |= report.Outcome == PictureOutcome.Interrupted;
            Print($"[{i + 1}/{jobs.Count}]", report);
            if (report.Outcome != PictureOutcome.Kept)
                Record(report);
        }

        int open = jobs.Count - _counts.Sum() + Count(PictureOutcome.Interrupted);
        string rest = open > 0 ? $", {open} left: the same command goes on" : "";
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(PictureOutcome.Made)} made, {Count(PictureOutcome.Kept)} there already, "
                + $"{Count(PictureOutcome.Failed)} failed{rest}, "
                + $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s"));
        if (_stopped)
            return ExitCodes.Interrupted;
        return Count(PictureOutcome.Failed) > 0 || _isRecordLost ? ExitCodes.UserError : ExitCodes.Success;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            _stopped = true;
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
                Console.Error.WriteLine($"istyle: {exception.Message.TrimEnd('.')}; the batch goes on.");
            _isRecordLost = true;
        }
    }

    private int Count(PictureOutcome outcome) => _counts[(int)outcome];

    private static void Print(string number, PictureReport report)
    {
        switch (report.Outcome)
        {
            case PictureOutcome.Failed:
                Console.Error.WriteLine(
                    $"istyle: {number} {report.Output} failed ({report.Origin}): {report.Error}");
                break;
            case PictureOutcome.Kept:
                Console.Out.WriteLine($"{number} {report.Output}: there already");
                break;
            case PictureOutcome.Interrupted when report.Evaluations == 0:
                break;
            default:
                string interrupted = report.Outcome == PictureOutcome.Interrupted
                    ? "interrupted, saved so far: "
                    : "";
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number} {report.Output}: {interrupted}loss {report.InitialLoss:g5} → "
                        + $"{report.Loss:g5}, {report.Evaluations} evaluations, {report.Seconds:0.0} s"));
                break;
        }
    }
}
