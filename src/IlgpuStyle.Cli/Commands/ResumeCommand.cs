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
        SettingOptions watching = new(RunKind.Transfer, FileSettings.Watching);
        watching.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(force), watching.Read(parsed)));
        return command;
    }

    private static int Run(string run, bool force, SettingValues watching)
    {
        string path = RunFiles.CheckpointOf(run);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        (RunRecord record, SettingValues places) = CheckpointWriter.Read(checkpoint, path);
        return TerminalRun.Run(
            record.Run.Settings.With(places).With(watching), new RunStart(record, checkpoint.State, force));
    }
}
