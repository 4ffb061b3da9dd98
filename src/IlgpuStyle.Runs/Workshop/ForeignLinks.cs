namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// Links in the places of a folder that a workshop writes to. It makes none itself; in a folder that comes from a stranger they would lead
/// its writing to any file of the user's.
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

    private static void RefuseIn(FileSystemInfo entry)
    {
        RefuseOne(entry);
        if (entry is DirectoryInfo folder)
        {
            foreach (FileSystemInfo inner in folder.EnumerateFileSystemInfos())
                RefuseIn(inner);
        }
    }

    // Not by its attribute: files that a cloud keeps have that too.
    private static void RefuseOne(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            throw new InputException($"'{entry.FullName}' is a link, and the studio would write where it leads; remove it.");
    }
}
