namespace IlgpuStyle.Cli.Runs;

/// <summary>What a run leaves behind, and where.</summary>
internal sealed record RunFiles
{
    /// <summary>Appended to the picture's name where no other place was given.</summary>
    public const string CheckpointSuffix = ".checkpoint";

    /// <summary>The checkpoint's name in a run's folder.</summary>
    public const string CheckpointName = "run.checkpoint";

    /// <summary>The picture.</summary>
    public required string Output { get; init; }

    /// <summary>Steps between two snapshots; 0 makes none.</summary>
    public required int SaveEvery { get; init; }

    /// <summary>Names of the snapshots.</summary>
    public required SnapshotPattern SnapshotPattern { get; init; }

    /// <summary>The run's folder, or null.</summary>
    public required string? Folder { get; init; }

    /// <summary>The film, or null.</summary>
    public required string? Video { get; init; }

    /// <summary>The checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>
    /// Whether the first checkpoint is written before the first step: the user asked for one.
    /// </summary>
    public required bool CheckpointFromTheStart { get; init; }

    /// <summary>Steps between two checkpoints; 0 if time decides.</summary>
    public required int CheckpointSteps { get; init; }

    /// <summary>Time between two checkpoints; zero if steps decide, or nothing does.</summary>
    public required TimeSpan CheckpointInterval { get; init; }

    /// <summary>Whether the picture carries its settings.</summary>
    public required bool KeepsRecord { get; init; }
}
