using System.Diagnostics;
using System.Text.Json.Nodes;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Saves the run now and then and when it is interrupted, and removes the checkpoint when the picture is
/// written. A checkpoint that cannot be written is a warning: the run goes on, and an older checkpoint stays.
/// </summary>
/// <param name="files">Where and how often.</param>
/// <param name="recorder">What the checkpoint says about the run.</param>
/// <param name="places">Settings that say where the run's files go.</param>
/// <param name="resumed">Whether the checkpoint is the one that this run goes on from.</param>
/// <param name="announcements">Where it says how to go on.</param>
internal sealed class CheckpointWriter(
    RunFiles files, RunRecorder recorder, SettingValues places, bool resumed, Announcements announcements) : IRunObserver
{
    // A checkpoint of a large picture takes seconds: writing takes at most a twentieth of the time.
    private const int LeastRatio = 20;

    private const string PlacesKey = "places", SignatureKey = "signature";

    private readonly WarningOnce _warning = new(announcements);
    private long _lastWrite = Stopwatch.GetTimestamp();
    private TimeSpan _lastDuration;
    private bool _goesOn;

    /// <summary>The record of a checkpoint's run, and where its files go; null if they are not the word of this user.</summary>
    /// <param name="checkpoint">Open.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="InputException">The program did not write it, or it is damaged.</exception>
    public static (RunRecord Record, SettingValues? Places) Read(Checkpoint checkpoint, string path)
    {
        if (!checkpoint.Record.TryGetValue(RunRecord.Key, out string? json)
            || !checkpoint.Record.TryGetValue(PlacesKey, out string? places))
            throw new InputException($"checkpoint '{path}' was not written by this program's command line: its settings are missing.");
        RunRecord record = RunRecord.Parse(json, path);
        if (!OwnWord.IsMine(places + json, checkpoint.Record.GetValueOrDefault(SignatureKey, "")))
            return (record, null);
        try
        {
            JsonObject values = JsonNode.Parse(places) as JsonObject ?? throw new FormatException("no object");
            return (record, RunSpecJson.ReadValues(record.Run.Kind, values, [SettingEffect.Place]));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
        {
            throw new InputException($"checkpoint '{path}': where its files go cannot be read ({RunJson.Reason(e)}).", e);
        }
    }

    /// <summary>The absolute path of the picture that a checkpoint's run makes; null if it cannot be read.</summary>
    /// <param name="path">The checkpoint.</param>
    public static string? OutputOf(string path)
    {
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            return Read(checkpoint, path).Places?.Get(FileSettings.Output);
        }
        catch (InputException)
        {
            return null;
        }
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
    public void Interrupt(TransferProgress progress) => _goesOn = Write(progress);

    /// <inheritdoc/>
    public void End(TransferResult result, string output)
    {
        // A picture that is in the folder for temporary files may be gone tomorrow.
        if (result.Ending != TransferEnding.Interrupted && output == files.Output)
            _warning.Try($"cannot remove '{files.CheckpointFile}'", Remove);
    }

    /// <summary>The last word of an interrupted run is how it goes on.</summary>
    public void Dispose()
    {
        if (!_goesOn)
            return;
        string run = files.CheckpointFile == files.Output + RunFiles.CheckpointSuffix ? files.Output
            : files.Folder is { } folder && files.CheckpointFile == Path.Combine(folder, RunFiles.CheckpointName) ? folder
            : files.CheckpointFile;
        announcements.Output.WriteLine(
            $"checkpoint: {files.CheckpointFile}; go on with: {ShellWord.Program} resume {ShellWord.Quoted(run)}");
    }

    // Where the run wrote none, a file of the user's may have come under its name.
    private void Remove()
    {
        if (RegularFile.HasBytes(files.CheckpointFile) && Checkpoint.IsOne(files.CheckpointFile))
            File.Delete(files.CheckpointFile);
    }

    private bool Write(TransferProgress progress)
    {
        long begin = Stopwatch.GetTimestamp();
        string where = RunJson.Line(RunSpecJson.WriteValues(places.Only(SettingEffect.Place).Absolute()));
        string json = recorder.Record.ToJson();
        Dictionary<string, string> record = new()
        {
            [RunRecord.Key] = json, [PlacesKey] = where, [SignatureKey] = OwnWord.Sign(where + json),
        };
        bool written = _warning.Try(() =>
        {
            OutputGate.RefuseOthers(files.CheckpointFile, "the checkpoint", Checkpoint.IsOne);
            Checkpoint.Write(files.CheckpointFile, record, progress.State);
        });
        _lastWrite = Stopwatch.GetTimestamp();
        _lastDuration = Stopwatch.GetElapsedTime(begin);
        return written;
    }
}
