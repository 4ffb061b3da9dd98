using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// Links and pipes in the places of a folder that a workshop writes to. It makes none itself; in a folder that comes from a stranger they
/// would lead its writing to any file of the user's, or hold it up for ever. They may also come while it is open, with a folder that is
/// unpacked in it: it looks again whenever it writes.
/// </summary>
internal static class ForeignLinks
{
    /// <summary>Refuses a folder that has any: in the workshop's own files, as its folder of pictures, in a run's folder.</summary>
    /// <param name="folder">The workshop's folder, itself perhaps a link of the user's; need not be there.</param>
    /// <exception cref="InputException">There is one; it was not followed. Or the folder cannot be read.</exception>
    public static void Refuse(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        FileFailure.Explain($"cannot read the folder '{folder}'", () =>
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (entry.Name == Workbench.HiddenName || KeptRun.IsRun(entry.FullName))
                    RefuseIn(entry);
                else if (entry.Name == PictureShelf.FolderName)
                    RefuseOne(entry);
            }
        });
    }

    /// <summary>Refuses a picture's place that is not in a folder, also through links.</summary>
    /// <param name="folder">The workshop's folder.</param>
    /// <param name="run">The folder of the picture's run.</param>
    /// <param name="output">Where a log says that the picture is.</param>
    /// <exception cref="InputException">It is elsewhere; nothing was touched.</exception>
    public static void RefuseOutside(string folder, string run, string output)
    {
        if (!AtomicFile.Target(output).StartsWith(AtomicFile.Target(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InputException($"the picture of '{run}' is '{output}', and the studio writes in '{folder}' alone; "
                + $"go on with: {ShellWord.Program} resume {ShellWord.Quoted(run)}");
    }

    private static void RefuseIn(FileSystemInfo entry)
    {
        RefuseOne(entry);
        try
        {
            foreach (FileSystemInfo inner in (entry as DirectoryInfo)?.EnumerateFileSystemInfos() ?? [])
                RefuseIn(inner);
        }
        catch (DirectoryNotFoundException)
        {
            // Another thread has moved it to the trash.
        }
    }

    // Not by its attribute: files that a cloud keeps have that too.
    private static void RefuseOne(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            throw new InputException($"'{entry.FullName}' is a link, and the studio would write where it leads; remove it.");
        if (RegularFile.IsDevice(entry.FullName))
            throw new InputException($"'{entry.FullName}' is a pipe, and the studio would wait for its other end; remove it.");
    }
}
