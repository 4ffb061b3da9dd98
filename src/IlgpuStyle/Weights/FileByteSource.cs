using Microsoft.Win32.SafeHandles;

namespace IlgpuStyle.Weights;

/// <summary>
/// Bytes of a file on disk, read where they lie; nothing but the requested range is held in memory.
/// </summary>
internal sealed class FileByteSource : ByteSource
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the file.</summary>
    public FileByteSource(string path)
        : this(path, OpenHandle(path))
    {
    }

    private FileByteSource(string path, SafeFileHandle handle)
        : base(path, LengthOf(path, handle))
    {
        _handle = handle;
    }

    /// <inheritdoc/>
    public override void Dispose() => _handle.Dispose();

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> destination)
    {
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(_handle, destination, offset);
                if (read == 0)
                    throw new InputException(
                        $"'{DisplayName}' ended at byte {offset} while it was read; was it changed "
                        + "meanwhile?");
                offset += read;
                destination = destination[read..];
            }
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            throw new InputException($"cannot read '{DisplayName}' at byte {offset}: {exception.Message}", exception);
        }
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"'{path}' is a folder; weights or a checkpoint are expected.");
        if (!File.Exists(path))
            throw new InputException($"weights file '{path}' does not exist.");
        // Opening a pipe waits for its other end, perhaps for ever.
        if (!RegularFile.HasBytes(path))
            throw new InputException($"'{path}' is empty, or a device or pipe; a weights file is expected.");
        return FileFailure.Explain(
            $"cannot open weights file '{path}'", () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    private static long LengthOf(string path, SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            handle.Dispose();
            throw new InputException($"'{path}' is no ordinary file: {exception.Message}", exception);
        }
    }
}
