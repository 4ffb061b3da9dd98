using System.Globalization;
using System.Text;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Holds the name of a picture, folder, film or checkpoint for one run: NAME.lock with "istyle" and the process's number, open as long as
/// the run lives. The system lets go of it when the process ends, however it ends, so a lock that lies about stops nobody.
/// </summary>
internal sealed class RunLock : IRunObserver
{
    private const string Beginning = "istyle ";

    // With the digits of a process number; a lock that a killed run has left holds no more.
    private static readonly int s_mostBytes = Beginning.Length + 10;

    private static readonly byte[] s_text =
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Beginning}{Environment.ProcessId}"));

    private readonly string _path;
    private readonly FileStream _held;

    /// <summary>Takes the name.</summary>
    /// <param name="output">The picture, folder, film or checkpoint.</param>
    /// <exception cref="InputException">
    /// Another run has it, a file that is no lock is called so, or nothing can be written beside it.
    /// </exception>
    public RunLock(string output)
    {
        string path = _path = AtomicFile.Target(output) + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!IsFree(path))
                throw new InputException($"'{path}' would lock '{output}', but is not of this program's making; give another name, or "
                    + "remove it.");
            _held = Hold(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new InputException(
                $"another run is making '{output}' (its process number stands in '{path}'); wait for it, or give another name.");
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            throw new InputException($"cannot write '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Removes the lock and lets go of it.</summary>
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows() && IsHeld())
            File.Delete(_path);
        _held.Dispose();
    }

    // The user may have put a file of that name in the lock's place. That opens, as on file systems without locks this one does.
    private bool IsHeld()
    {
        if (!File.Exists(_path) || RegularFile.IsDevice(_path))
            return false;
        try
        {
            using FileStream found = new(_path, FileMode.Open, FileAccess.Read, FileShare.None);
            return FileBytes.Read(found, found.Length, s_mostBytes).AsSpan().SequenceEqual(s_text);
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return e is IOException;
        }
    }

    private static FileStream Hold(string path)
    {
        FileStream held = new(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            // Elsewhere that goes by the name, whatever file has it by then.
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            BufferSize = 0,
        });
        try
        {
            held.SetLength(0);
            held.Write(s_text);
            held.Flush();
        }
        catch (IOException)
        {
            // On a full disk the number is missing; the name is held all the same.
        }

        return held;
    }

    /// <summary>Whether there is nothing, or what a run has left there; one that is held ends as an <see cref="IOException"/>.</summary>
    private static bool IsFree(string path)
    {
        FileInfo file = new(path);
        if (file.LinkTarget is not null || Directory.Exists(path))
            return false;
        if (!file.Exists)
            return true;
        if (file.Length > s_mostBytes)
            return false;
        using FileStream left = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (!left.CanSeek)
            return false;
        byte[] bytes = new byte[s_mostBytes];
        string text = Encoding.ASCII.GetString(bytes, 0, left.ReadAtLeast(bytes, s_mostBytes, throwOnEndOfStream: false));
        // Killed before it wrote its number, a run leaves an empty one, which nobody would miss.
        return text.Length == 0 || (text.StartsWith(Beginning, StringComparison.Ordinal)
            && text.AsSpan(Beginning.Length).IndexOfAnyExceptInRange('0', '9') < 0);
    }
}
