using System.Diagnostics;
using System.Text.Json;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// Saves the run now and then and when it is interrupted, and removes the checkpoint when the picture is
/// written. A checkpoint that cannot be written is a warning: the run goes on, and an older checkpoint stays.
/// </summary>
/// <param name="files">Where and how often.</param>
/// <param name="recorder">What the checkpoint says about the run.</param>
/// <param name="places">Arguments that say where the run's files go.</param>
/// <param name="resumed">Whether the checkpoint is the one that this run goes on from.</param>
internal sealed class CheckpointWriter(
    RunFiles files, RunRecorder recorder, IReadOnlyList<string> places, bool resumed) : IRunObserver
{
    /// <summary>Key of the places in the checkpoint.</summary>
    public const string PlacesKey = "places";

    // A checkpoint of a large picture takes seconds: writing takes at most a twentieth of the time.
    private const int LeastRatio = 20;

    private readonly WarningOnce _warning = new();
    private long _lastWrite = Stopwatch.GetTimestamp();
    private TimeSpan _lastDuration;

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        if (!resumed && File.Exists(files.Checkpoint))
            Console.Error.WriteLine(
                $"istyle: note: '{files.Checkpoint}' holds an unfinished run, which this one will replace.");
    }

    /// <inheritdoc/>
    public void Start(TransferProgress progress)
    {
        if (files.CheckpointFromTheStart && !resumed)
            Write(progress);
        _lastWrite = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        TimeSpan since = Stopwatch.GetElapsedTime(_lastWrite);
        bool due = files.CheckpointSteps > 0
            ? progress.TotalIteration % files.CheckpointSteps == 0
            : files.CheckpointInterval > TimeSpan.Zero
                && since >= files.CheckpointInterval && since >= LeastRatio * _lastDuration;
        if (due)
            Write(progress);
    }

    /// <inheritdoc/>
    public void Interrupt(TransferProgress progress)
    {
        if (Write(progress))
            Console.Out.WriteLine(
                $"checkpoint: {files.Checkpoint}; go on with: istyle resume {files.Folder ?? files.Output}");
    }

    /// <inheritdoc/>
    public void End(TransferResult result)
    {
        if (result.Ending != TransferEnding.Interrupted)
            _warning.Try(Remove);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool Write(TransferProgress progress)
    {
        long begin = Stopwatch.GetTimestamp();
        Dictionary<string, string> record = new()
        {
            [RunRecord.Key] = recorder.Record.ToJson(),
            [PlacesKey] = JsonSerializer.Serialize(places),
        };
        bool written = _warning.Try(() => Checkpoint.Write(files.Checkpoint, record, progress.State));
        _lastWrite = Stopwatch.GetTimestamp();
        _lastDuration = Stopwatch.GetElapsedTime(begin);
        return written;
    }

    private void Remove()
    {
        try
        {
            File.Delete(files.Checkpoint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot remove '{files.Checkpoint}': {e.Message}", e);
        }
    }
}
