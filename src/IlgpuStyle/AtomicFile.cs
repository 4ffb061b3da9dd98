namespace IlgpuStyle;

/// <summary>
/// Files that are either the old or the new content, never half of it: written beside the target, then
/// renamed over it.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file; a link is followed, so that its target is replaced and not the link.
    /// </summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <exception cref="IOException">The disk is full, the name is too long, …; the old file is
    /// untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Target(path), temporary = Beside(target);
        try
        {
            using (FileStream stream = new(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Finds out whether <see cref="Write"/> could begin: makes a temporary file and removes it.</summary>
    /// <exception cref="IOException">The file system is read-only or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Probe(string path)
    {
        string temporary = Beside(Target(path));
        using FileStream stream = new(
            temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    private static string Target(string path) => Path.GetFullPath(
        new FileInfo(path).LinkTarget is not null
            ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName
            : path);

    private static string Beside(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
}
