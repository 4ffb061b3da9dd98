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
        bool isLink = new FileInfo(path).LinkTarget is not null;
        string target = Path.GetFullPath(
            isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path);
        string folder = Path.GetDirectoryName(target)!;
        string temporary = TemporaryIn(folder);
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
        catch (Exception exception)
        {
            File.Delete(temporary);
            Rethrow(exception, temporary, folder);
            throw;
        }
    }

    /// <summary>Whether a file could be written there now: tries with an empty one, which is gone at once.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="bytes">Room to ask for; file systems that cannot promise any are taken at their word.</param>
    /// <exception cref="IOException">The disk is full, the file system is read-only, …</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Probe(string folder, long bytes = 0)
    {
        string temporary = TemporaryIn(folder);
        try
        {
            using FileStream stream = new(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
                PreallocationSize = bytes,
            });
        }
        catch (Exception exception)
        {
            Rethrow(exception, temporary, folder);
            throw;
        }
    }

    private static string TemporaryIn(string folder) => Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");

    // The name of a file that nobody asked for and that is gone again helps nobody.
    private static void Rethrow(Exception exception, string temporary, string folder)
    {
        string message = exception.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal)
            .Replace(temporary, folder, StringComparison.Ordinal);
        switch (exception)
        {
            // .NET's words for EFBIG: the file system or the user's limit (ulimit -f) does not allow a file of that size.
            case ArgumentOutOfRangeException { ParamName: "value" }:
                throw new IOException("the file is larger than the file system or ulimit -f allows", exception);
            case IOException:
                throw new IOException(message, exception);
            case UnauthorizedAccessException:
                throw new UnauthorizedAccessException(message, exception);
        }
    }
}
