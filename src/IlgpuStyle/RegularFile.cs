namespace IlgpuStyle;

/// <summary>
/// Files as they are opened for reading: those whose end comes. Opening a pipe waits for its other end, perhaps for ever, and a device may
/// have no end.
/// </summary>
internal static class RegularFile
{
    private static readonly string[] s_deviceFolders = ["/dev/", "/proc/", "/sys/"];
    private static readonly string[] s_streams = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>
    /// Whether it is a file that has something to read. Devices and pipes have no length; a link has the length of its target.
    /// </summary>
    public static bool HasBytes(string path) => new FileInfo(AtomicFile.Target(path)) is { Exists: true, Length: > 0 };

    /// <summary>Whether a path means what a shell has opened already: standard input, or a process substitution.</summary>
    public static bool IsStream(string path) =>
        path == "/dev/stdin" || s_streams.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Whether it is a device or a pipe: there, and without bytes of its own.</summary>
    public static bool IsDevice(string path)
    {
        string target = AtomicFile.Target(path);
        if (HasBytes(path) || !File.Exists(target))
            return false;
        if (s_deviceFolders.Any(folder => target.StartsWith(folder, StringComparison.Ordinal)))
            return true;
        try
        {
            // A pipe that is opened for both does not wait for its other end.
            using FileStream stream = File.Open(target, FileMode.Open, FileAccess.ReadWrite);
            return !stream.CanSeek;
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            // What cannot be opened is said where it is read or written.
            return false;
        }
    }

    /// <summary>Opens a file, or what a shell has opened already.</summary>
    /// <exception cref="IOException">It is missing, or nothing that has a length, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path) => File.Exists(path) && !HasBytes(path) && !IsStream(path)
        ? throw new IOException("it is empty, or a device or pipe; expected a file, or a pipe as '/dev/stdin <PIPE'")
        : File.OpenRead(path);

    /// <summary>All of a text file.</summary>
    /// <exception cref="IOException">As <see cref="Open"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="Open"/>.</exception>
    public static string ReadText(string path)
    {
        using StreamReader reader = new(Open(path));
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a text file.</summary>
    /// <exception cref="IOException">As <see cref="Open"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="Open"/>.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using StreamReader reader = new(Open(path));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
