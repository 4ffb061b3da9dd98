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
        catch (Exception exception)
        {
            File.Delete(temporary);
            if (Plain(exception, temporary) is { } plain)
                throw plain;
            throw;
        }
    }

    /// <summary>Finds out whether <see cref="Write"/> could begin: makes a temporary file and removes it.</summary>
    /// <exception cref="IOException">The file system is read-only or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Probe(string path)
    {
        string temporary = Beside(Target(path));
        try
        {
            using FileStream stream = new(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (Plain(exception, temporary) is not null)
        {
            throw Plain(exception, temporary)!;
        }
    }

    /// <summary>The same exception without the temporary file's name, which means nothing to anybody; null if it does not hold it.</summary>
    private static Exception? Plain(Exception exception, string temporary)
    {
        if (!exception.Message.Contains(temporary, StringComparison.Ordinal))
            return null;
        string folder = Path.GetDirectoryName(temporary)!;
        string message = exception.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal)
            .Replace(temporary, folder, StringComparison.Ordinal);
        return exception switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(message, exception),
            IOException => new IOException(message, exception),
            _ => null,
        };
    }

    private static string Target(string path) => Path.GetFullPath(
        new FileInfo(path).LinkTarget is not null
            ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName
            : path);

    private static string Beside(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
}
