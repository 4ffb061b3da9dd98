namespace IlgpuStyle;

/// <summary>
/// Files that are either the old or the new content, never half of it: written beside the target, then
/// renamed over it. Folders that are missing are made.
/// </summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";

    // Names have at most 255 bytes, of which the temporary's take dots, an identifier and the suffix.
    private const int LongestName = 255 - 2 - 32 - 4;

    /// <summary>
    /// Writes a file; a link is followed, so that its target is replaced and not the link.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <exception cref="IOException">The disk is full, the name is too long, …; the old file is
    /// untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Target(path), temporary = Beside(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
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
            Rethrow(exception, temporary);
            throw;
        }
    }

    /// <summary>
    /// Finds out whether <see cref="Write"/> could begin: makes a temporary file and removes it. It makes no
    /// folder.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">
    /// Room to ask for; file systems that cannot promise any are taken at their word.
    /// </param>
    /// <exception cref="IOException">The file system is read-only or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not let us create files.</exception>
    public static void Probe(string path, long bytes = 0)
    {
        string target = Target(path), folder = ExistingFolder(target);
        string temporary = Path.Combine(folder, Path.GetFileName(Beside(target)));
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
            Rethrow(exception, temporary);
            throw;
        }
    }

    /// <summary>
    /// Removes the temporary files that killed writers of a file left: those that no living writer holds open. It reads the whole folder;
    /// once a run is enough.
    /// </summary>
    /// <param name="path">The file.</param>
    public static void RemoveLeftovers(string path)
    {
        string target = Target(path), prefix = Prefix(target);
        string folder = Path.GetDirectoryName(target)!;
        foreach (string file in FilesIn(folder))
        {
            string name = Path.GetFileName(file);
            if (name.Length != prefix.Length + 32 + Suffix.Length || !name.StartsWith(prefix, StringComparison.Ordinal)
                || !name.EndsWith(Suffix, StringComparison.Ordinal) || !Guid.TryParseExact(name.AsSpan(prefix.Length, 32), "N", out _)
                || new FileInfo(file).LinkTarget is not null)
                continue;
            try
            {
                using FileStream held = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(file);
            }
            catch (Exception e) when (FileFailure.IsOne(e))
            {
                // Somebody writes it, or it may not be removed: it is none of this run's.
            }
        }
    }

    // None where the folder is not there or may not be read.
    private static string[] FilesIn(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return [];
        }
    }

    /// <summary>
    /// The file that <see cref="Write"/> replaces: the path itself, or where links lead, of its folders too. Two paths of one file have
    /// one target.
    /// </summary>
    /// <param name="path">A path, relative to the current folder or absolute.</param>
    /// <returns>An absolute path without links.</returns>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Target(string path)
    {
        // Absolute before it is resolved: .NET takes a link of a bare name ("out.png") to lie in the root
        // folder.
        string absolute = Path.GetFullPath(path);
        if (new FileInfo(absolute).LinkTarget is not null)
            absolute = Path.GetFullPath(File.ResolveLinkTarget(absolute, returnFinalTarget: true)!.FullName);
        return Path.GetDirectoryName(absolute) is { } folder ? Path.Combine(Target(folder), Path.GetFileName(absolute)) : absolute;
    }

    // The innermost folder that is there already.
    private static string ExistingFolder(string target)
    {
        string? folder = Path.GetDirectoryName(target);
        while (folder is not null && !Path.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return File.Exists(folder)
            ? throw new IOException($"'{folder}' is a file, not a folder")
            : folder ?? throw new IOException($"there is no '{Path.GetPathRoot(target)}'");
    }

    /// <summary>
    /// A temporary file's name that nobody can guess: .NAME.GUID.tmp, so that a later run knows what is its own; NAME is cut where the
    /// file system would refuse it.
    /// </summary>
    /// <param name="target">Of <see cref="Target"/>.</param>
    internal static string Beside(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $"{Prefix(target)}{Guid.NewGuid():N}{Suffix}");

    private static string Prefix(string target)
    {
        string name = Path.GetFileName(target);
        while (System.Text.Encoding.UTF8.GetByteCount(name) > LongestName)
            name = name[..^1];
        return $".{name}.";
    }

    // The name of a file that nobody asked for and that is gone again helps nobody.
    private static void Rethrow(Exception exception, string temporary)
    {
        string message = exception.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal)
            .Replace(temporary, Path.GetDirectoryName(temporary), StringComparison.Ordinal);
        switch (exception)
        {
            // .NET's words for EFBIG: the file system or the user's limit (ulimit -f) does not allow a file
            // of that size.
            case ArgumentOutOfRangeException { ParamName: "value" }:
                throw new IOException(
                    "the file is larger than the file system or ulimit -f allows", exception);
            case IOException:
                throw new IOException(message, exception);
            case UnauthorizedAccessException:
                throw new UnauthorizedAccessException(message, exception);
        }
    }
}
