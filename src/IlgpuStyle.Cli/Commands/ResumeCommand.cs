using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.State;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle resume RUN</c>.</summary>
internal static class ResumeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> run = new("RUN")
        {
            Description = "The picture that was to be made, the run's folder, or its checkpoint.",
        };
        Option<bool> force = new("--force")
        {
            Description = "Go on even if inputs, weights or the program have changed; the "
                + "result is another then.",
        };
        Command command = new("resume", "Go on with an interrupted run: the result has the same bits as "
            + "without the interruption.") { run, force };
        SettingOptions own = new(RunKind.Transfer, [FileSettings.Output, .. FileSettings.Watching, MachineSettings.Backend]);
        own[FileSettings.Output].Required = false;
        own[FileSettings.Output].Description = "Where the picture goes; needed for a checkpoint that another user or machine has made.";
        own[MachineSettings.Backend].Description = "Go on with this device, or these, in the run's own tiles; else with the run's own.";
        own.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(force), own.Read(parsed)));
        return command;
    }

    private static int Run(string run, bool force, SettingValues own)
    {
        string path = RunFiles.CheckpointOf(run);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        // Damage is told before what it has made of the record.
        StateReader state = checkpoint.State;
        (RunRecord record, SettingValues? places) = CheckpointWriter.Read(checkpoint, path);
        if (places is null)
            RunSpec.RequireFiles(record.Run.Settings, path);
        // Devices that share tiles share those that the run has, if any: others would give other last bits.
        bool isShared = MachineSettings.NamesIn(own.Get(MachineSettings.Backend, "auto")).Length > 1;
        SettingValues settings = isShared && !record.Run.Settings.Has(MachineSettings.Tile)
            ? record.Run.Settings.With(MachineSettings.Tile, "0")
            : record.Run.Settings;
        settings = settings.With(places ?? PlacesOf(path, own)).With(own);
        // A copy goes on in itself: what it was copied from is not its to write, or to remove when it is done.
        if (path == run && Path.GetFullPath(RunFiles.CheckpointPlaceOf(settings)) != Path.GetFullPath(path))
            settings = settings.With(FileSettings.Checkpoint, path);
        return TerminalRun.Run(settings, new RunStart(record, state, force));
    }

    /// <summary>Where a stranger's run goes on: what the user has named now, and nothing else.</summary>
    private static SettingValues PlacesOf(string checkpoint, SettingValues own)
    {
        if (!own.Has(FileSettings.Output))
        {
            throw new InputException(
                $"checkpoint '{checkpoint}' is of another user or machine, whose word for where files go is not obeyed; say it with -o "
                    + "FILE.");
        }

        SettingValues places = new(own.Kind);
        return Path.GetFileName(checkpoint) == RunFiles.CheckpointName
            ? places.With(FileSettings.Folder, Path.GetDirectoryName(Path.GetFullPath(checkpoint))!)
            : places.With(FileSettings.Checkpoint, checkpoint);
    }
}
