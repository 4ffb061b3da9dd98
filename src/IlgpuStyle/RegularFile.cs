namespace IlgpuStyle;

/// <summary>
/// Files as they are opened for reading: those whose end comes. Opening a pipe waits for its other end, perhaps for ever, and a device may
/// have no end.
/// </summary>
internal static class RegularFile
{
    private static readonly string[] s_streams = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>
    /// Whether it is a file that has something to read. Devices and pipes have no length; a link has the length of its target.
    /// </summary>
    public static bool HasBytes(string path) => new FileInfo(AtomicFile.Target(path)) is { Exists: true, Length: > 0 };

    /// <summary>Whether a path means what a shell has opened already: standard input, or a process substitution.</summary>
    public static bool IsStream(string path) =>
        path == "/dev/stdin" || s_streams.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Opens a file, or what a shell has opened already.</summary>
    /// <exception cref="IOException">It is missing, or nothing that has a length, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path) => File.Exists(path) && !HasBytes(path) && !IsStream(path)
        ? throw new IOException("it is empty, or a device or pipe; expected a file, or a pipe as '/dev/stdin <PIPE'")
        : File.OpenRead(path);
}
