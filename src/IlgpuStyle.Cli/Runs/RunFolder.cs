namespace IlgpuStyle.Cli.Runs;

/// <summary>Names of the files in a run's folder.</summary>
internal static class RunFolder
{
    /// <summary>Folder of the snapshots.</summary>
    public const string SnapshotFolder = "snapshots";
}
