namespace IlgpuStyle.Cli.Display;

/// <summary>Says so where scratch files would take the memory that they are to save.</summary>
internal static class ScratchNote
{
    // What Linux calls file systems that live in memory.
    private static readonly string[] s_inMemory = ["tmpfs", "ramfs"];

    /// <summary>The line for a scratch folder, or null if there is nothing to say.</summary>
    /// <param name="folder">Exists.</param>
    public static string? Of(string folder) => Of(folder, FormatOf(folder));

    /// <summary>The line for a folder on a file system of that name.</summary>
    internal static string? Of(string folder, string format) => s_inMemory.Contains(format, StringComparer.OrdinalIgnoreCase)
        ? $"note: --scratch {folder} lies in memory itself ({format}): its files save none; a folder on a disk would"
        : null;

    /// <summary>Name of the folder's file system; empty where the system does not say.</summary>
    private static string FormatOf(string folder)
    {
        // Windows knows its drives by their roots, Linux by any path on them.
        string path = Path.GetFullPath(folder);
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path).DriveFormat;
        }
        catch (Exception e) when (FileFailure.IsOne(e) || e is ArgumentException)
        {
            return "";
        }
    }
}
