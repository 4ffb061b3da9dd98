using System.CommandLine;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// The options about what a run leaves behind besides its picture: snapshots, checkpoint, run folder.
/// </summary>
internal sealed class RunFilesChoice
{
    private Option<int> SaveEvery { get; } = new("--save-every")
    {
        Description = "Also save the picture every N iterations; 0 never.",
    };

    private Option<string?> SaveAs { get; } = new("--save-as")
    {
        Description = "Where --save-every saves, with {name} of OUT and {iteration}, as in "
            + "shots/{name}-{iteration:0000}.png; default: OUT-NNNN beside OUT.",
    };

    private Option<string?> Folder { get; } = new("--run")
    {
        Description = "A folder that keeps the run: checkpoint, log of every step, "
            + "snapshots and report.html.",
    };

    private Option<string?> Checkpoint { get; } = new("--checkpoint")
    {
        Description = "The checkpoint that 'istyle resume' continues; default: in the run's folder, or "
            + "OUT.checkpoint. Removed when the picture is done.",
    };

    private Option<string> CheckpointEvery { get; } = new("--checkpoint-every")
    {
        Description = "Time or steps between two checkpoints, as 60s or 10; 0 only when "
            + "the run is interrupted.",
        DefaultValueFactory = _ => "300s",
    };

    private Option<string?> Video { get; } = new("--video")
    {
        Description = "A film of the run, .mp4 or .gif, a frame for every step; needs ffmpeg.",
    };

    private Option<bool> NoRecord { get; } = new("--no-record")
    {
        Description = "Leave the settings out of the picture ('istyle show' and 'rerun' need them; they "
            + "name the inputs' paths).",
    };

    /// <summary>Options that hold paths of outputs.</summary>
    public IReadOnlyList<Option> Outputs => [SaveAs, Folder, Checkpoint, Video];

    /// <summary>The others, none of which changes the picture.</summary>
    public IReadOnlyList<Option> Others => [SaveEvery, CheckpointEvery, NoRecord];

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[SaveEvery, SaveAs, Folder, Checkpoint, CheckpointEvery, Video, NoRecord])
            command.Options.Add(option);
    }

    /// <summary>What the user wants kept.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="output">Path of the picture.</param>
    /// <exception cref="InputException">A number or a place cannot be used.</exception>
    public RunFiles Read(ParseResult parsed, string output)
    {
        if (parsed.GetValue(SaveEvery) is < 0 and int every)
            throw new InputException($"--save-every {every}: expected 0 (never) or a number of iterations.");
        string? folder = parsed.GetValue(Folder);
        string? checkpoint = parsed.GetValue(Checkpoint);
        if (checkpoint is not null)
            IlgpuStyle.State.Checkpoint.CheckWritable(checkpoint);
        if (parsed.GetValue(Video) is { } video)
            VideoWriter.Check(video);
        (int steps, TimeSpan interval) = ReadInterval(parsed.GetValue(CheckpointEvery)!);
        return new RunFiles
        {
            Output = output,
            SaveEvery = parsed.GetValue(SaveEvery),
            SnapshotPattern = SnapshotPattern.Parse(parsed.GetValue(SaveAs), folder, output),
            Folder = folder,
            Video = parsed.GetValue(Video),
            Checkpoint = checkpoint ?? (folder is null
                ? output + RunFiles.CheckpointSuffix
                : Path.Combine(folder, RunFiles.CheckpointName)),
            CheckpointFromTheStart = checkpoint is not null || folder is not null,
            CheckpointSteps = steps,
            CheckpointInterval = interval,
            KeepsRecord = !parsed.GetValue(NoRecord),
        };
    }

    private static (int Steps, TimeSpan Interval) ReadInterval(string text)
    {
        bool isTime = text.EndsWith('s');
        if (!int.TryParse(isTime ? text[..^1] : text, out int number) || number is < 0 or > 1_000_000)
            throw new InputException(
                $"--checkpoint-every '{text}': expected seconds as 60s, steps as 10, or 0.");
        return isTime ? (0, TimeSpan.FromSeconds(number)) : (number, TimeSpan.Zero);
    }
}
