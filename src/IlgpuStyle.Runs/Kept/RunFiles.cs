using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.State;

namespace IlgpuStyle.Runs.Kept;

/// <summary>What a run leaves behind, and where.</summary>
internal sealed record RunFiles
{
    /// <summary>Appended to the picture's name where no other place was given.</summary>
    public const string CheckpointSuffix = ".checkpoint";

    /// <summary>The checkpoint's name in a run's folder.</summary>
    public const string CheckpointName = "run.checkpoint";

    /// <summary>What settings say about files.</summary>
    /// <exception cref="InputException">A place cannot be used.</exception>
    public RunFiles(SettingValues values)
    {
        Output = values.Get(FileSettings.Output) ?? throw new InputException("the result has no name; give --output FILE.");
        Folder = values.Get(FileSettings.Folder);
        SaveEvery = values.Get(FileSettings.SaveEvery);
        Video = values.Get(FileSettings.Video);
        string? checkpoint = values.Get(FileSettings.Checkpoint);
        CheckpointFile = CheckpointPlaceOf(values);
        HasCheckpointOfItsOwn = checkpoint is not null;
        (CheckpointSteps, CheckpointInterval) = values.Get(FileSettings.CheckpointEvery, (0, TimeSpan.FromSeconds(300)));
        KeepsRecord = !values.Has(FileSettings.NoRecord);
        SnapshotPattern = SnapshotPattern.Parse(values.Get(FileSettings.SaveAs), Folder, Output);
        if (checkpoint is not null)
            Checkpoint.CheckWritable(checkpoint);
        if (Video is not null)
            VideoWriter.Check(Video);
    }

    /// <summary>The picture.</summary>
    public string Output { get; }

    /// <summary>Steps between two snapshots; 0 makes none.</summary>
    public int SaveEvery { get; }

    /// <summary>Names of the snapshots.</summary>
    public SnapshotPattern SnapshotPattern { get; }

    /// <summary>The run's folder, or null.</summary>
    public string? Folder { get; }

    /// <summary>The film, or null.</summary>
    public string? Video { get; }

    /// <summary>The checkpoint.</summary>
    public string CheckpointFile { get; }

    /// <summary>
    /// Whether the first checkpoint is written before the first step: the user asked for one.
    /// </summary>
    public bool CheckpointFromTheStart => HasCheckpointOfItsOwn || Folder is not null;

    /// <summary>Whether the checkpoint's name was typed and does not follow from another.</summary>
    public bool HasCheckpointOfItsOwn { get; }

    /// <summary>Steps between two checkpoints; 0 if time decides.</summary>
    public int CheckpointSteps { get; }

    /// <summary>Time between two checkpoints; zero if steps decide, or nothing does.</summary>
    public TimeSpan CheckpointInterval { get; }

    /// <summary>Whether the picture carries its settings.</summary>
    public bool KeepsRecord { get; }

    /// <summary>Where settings say that the checkpoint goes.</summary>
    public static string CheckpointPlaceOf(SettingValues values) => values.Get(FileSettings.Checkpoint)
        ?? (values.Get(FileSettings.Folder) is { } folder ? Path.Combine(folder, CheckpointName)
            : values.Get(FileSettings.Output) + CheckpointSuffix);

    /// <summary>Where the checkpoint of a run lies.</summary>
    /// <param name="run">A picture, a folder or a checkpoint.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static string CheckpointOf(string run)
    {
        string path = Directory.Exists(run) ? Path.Combine(run, CheckpointName)
            : File.Exists(run + CheckpointSuffix) ? run + CheckpointSuffix
            : ImageFile.WrittenFormat(run) is not null ? InFolderNearby(run) ?? run + CheckpointSuffix
            : run;
        return File.Exists(path)
            ? path
            : throw new InputException(
                $"'{run}' holds no unfinished run: there is no checkpoint '{path}'. It is finished, or was stopped before the first "
                    + "checkpoint; or it has a --run FOLDER or --checkpoint FILE elsewhere, which can be named here.");
    }

    /// <summary>
    /// The checkpoint of a picture whose run has a folder of its own: beside the picture, or in the current folder.
    /// </summary>
    private static string? InFolderNearby(string picture)
    {
        string output = Path.GetFullPath(picture);
        string[] places = [Path.GetDirectoryName(output)!, Directory.GetCurrentDirectory()];
        return places.Distinct(StringComparer.Ordinal).Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal).Prepend(place))
            .Select(folder => Path.Combine(folder, CheckpointName))
            .FirstOrDefault(file => File.Exists(file) && CheckpointWriter.OutputOf(file) == output);
    }
}
