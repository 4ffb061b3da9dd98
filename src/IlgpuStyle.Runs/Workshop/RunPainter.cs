using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Paints a run of a collection: from its checkpoint if it has one, else from its settings.</summary>
/// <param name="folder">The workshop's folder; nothing is written outside of it.</param>
/// <param name="painter">The thread that computes.</param>
/// <param name="planner">Makes runs fit.</param>
/// <param name="weights">The networks.</param>
internal sealed class RunPainter(string folder, Painter painter, RunPlanner planner, OpenWeights weights)
{
    /// <summary>Paints; on the thread that computes.</summary>
    /// <returns>What went wrong, in a sentence; null if nothing did.</returns>
    public string? Paint(KeptRun run, LiveRun live, PaintingDevice device)
    {
        try
        {
            ForeignLinks.Refuse(folder);
            ForeignLinks.RefuseOutside(folder, run.Folder, run.Output);
            if (run.HasCheckpoint)
                GoOn(run, live, device);
            else
                Begin(run, live, device);
            return null;
        }
        catch (InputException exception)
        {
            return exception.Message;
        }
        catch (OutOfMemoryException)
        {
            return "There is not enough memory for it; a smaller size needs less.";
        }
#pragma warning disable CA1031 // A defect in one run must not end the others; the page shows it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"A defect of istyle: {exception.GetType().Name}: {exception.Message}";
        }
    }

    private void Begin(KeptRun run, LiveRun live, PaintingDevice device)
    {
        // The file is anybody's to edit.
        if (run.Values.Kind.Settings.FirstOrDefault(setting => setting.IsRequired && !run.Values.Has(setting)) is { } missing)
            throw new InputException($"'{AboutRun.FileName}' in the run's folder has no '{missing.Name}' any more; begin a new picture.");
        // Interrupted before its first checkpoint: nothing of it can be gone on with.
        File.Delete(run.LogFile);
        Paint(Here(run, run.Values), live, device, start: null);
    }

    private void GoOn(KeptRun run, LiveRun live, PaintingDevice device)
    {
        string path = Path.Combine(run.Folder, RunFiles.CheckpointName);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        StateReader state = checkpoint.State;
        (RunRecord record, SettingValues? places) = CheckpointWriter.Read(checkpoint, path);
        if (File.Exists(run.LogFile))
            live.Recall(RunLog.Read(run.LogFile).OfType<StepRecord>());
        SettingValues values = places is null ? record.Run.Settings : record.Run.Settings.With(places);
        Paint(Here(run, values), live, device, new RunStart(record, state, Force: false));
    }

    private void Paint(SettingValues values, LiveRun live, PaintingDevice device, RunStart? start)
    {
        Announcements announcements = new(TextWriter.Null, new LineWriter(live.Note));
        PreparedRun run = planner.Prepare(
            values, device, fitting => new RunRequest(fitting, weights.Of(fitting), announcements, device.Hashes),
                isResumed: start is not null);
        DeviceChoice opened = device.Open(values);
        // It was opened for another run perhaps, or for a plan.
        if (opened.Warning is { } warning)
            announcements.Note(warning);
        RunJob job = run.Request.JobOn(
            run.Pictures, opened.Backend, [live, painter.Interludes(live)], device.Cache, run.Forecast, start);
        (job with { Control = live.Control }).Run();
    }

    // The folder may have been moved since, and may be a stranger's.
    private static SettingValues Here(KeptRun run, SettingValues values)
    {
        values = values.With(FileSettings.Output, run.Output).With(FileSettings.Folder, run.Folder)
            .Without(FileSettings.Checkpoint, FileSettings.SaveAs, MachineSettings.Scratch);
        return values.Has(FileSettings.Video)
            ? values.With(FileSettings.Video, Path.Combine(run.Folder, Path.GetFileName(values.Get(FileSettings.Video)!)))
            : values;
    }
}
