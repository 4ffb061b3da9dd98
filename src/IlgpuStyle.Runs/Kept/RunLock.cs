using System.Globalization;
using IlgpuStyle.Runs.Following;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Holds a picture's name for one run: OUT.lock with the process's number, open as long as the run lives. The system lets go of it when
/// the process ends, however it ends, so a lock that lies about stops nobody.
/// </summary>
internal sealed class RunLock : IRunObserver
{
    private readonly FileStream _held;

    /// <summary>Takes the name.</summary>
    /// <param name="output">The picture.</param>
    /// <exception cref="InputException">Another run has it, or nothing can be written beside it.</exception>
    public RunLock(string output)
    {
        string path = AtomicFile.Target(output) + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _held = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            });
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

        _held.SetLength(0);
        _held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        _held.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
