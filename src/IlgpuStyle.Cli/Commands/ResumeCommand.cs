using System.CommandLine;
using System.Text.Json;
using IlgpuStyle.Cli.Runs;
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
        WatchChoice watch = new();
        watch.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(force), watch, parsed));
        return command;
    }

    /// <summary>Where the checkpoint of a run lies.</summary>
    /// <param name="run">A picture, a folder or a checkpoint.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static string CheckpointOf(string run)
    {
        string path = Directory.Exists(run) ? Path.Combine(run, RunFiles.CheckpointName)
            : File.Exists(run + RunFiles.CheckpointSuffix) || IsPicture(run) ? run + RunFiles.CheckpointSuffix
            : run;
        return File.Exists(path)
            ? path
            : throw new InputException(
                $"'{run}' holds no unfinished run: there is no checkpoint '{path}'. It is finished, or was "
                    + "stopped before the first checkpoint.");
    }

    private static int Run(string run, bool force, WatchChoice watch, ParseResult parsed)
    {
        string path = CheckpointOf(run);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        if (!checkpoint.Record.TryGetValue(RunRecord.Key, out string? json)
            || !checkpoint.Record.TryGetValue(CheckpointWriter.PlacesKey, out string? places))
            throw new InputException(
                $"checkpoint '{path}' was not written by this program's command line: its "
                    + "settings are missing.");
        RunRecord record = RunRecord.Parse(json, path);
        return TransferCommand.Again(
            [.. record.Arguments, .. JsonSerializer.Deserialize<string[]>(places)!],
            new RunStart(record, checkpoint.State, force), watch, parsed);
    }

    private static bool IsPicture(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg";
}
