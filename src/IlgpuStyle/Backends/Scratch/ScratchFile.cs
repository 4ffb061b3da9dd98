using System.Runtime.InteropServices;
using IlgpuStyle.Tensors;
using Microsoft.Win32.SafeHandles;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>A tensor in a file of its own. The file vanishes with the tensor, or with the process.</summary>
internal sealed class ScratchFile : ScratchTensor
{
    private readonly SafeFileHandle _file;

    /// <summary>Makes the file, at its full size.</summary>
    /// <param name="name">What the tensor holds.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="folder">Where the file goes.</param>
    /// <exception cref="InputException">The folder cannot be written or is too small.</exception>
    public ScratchFile(string name, TensorShape shape, string folder)
        : base(name, shape)
    {
        string path = Path.Combine(folder, $"istyle-{Guid.NewGuid():N}.scratch");
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose, shape.Length * sizeof(float));
            // The reservation leaves the length as it was.
            RandomAccess.SetLength(file, shape.Length * sizeof(float));
            // Without a name the file vanishes even if the process is killed; Windows keeps the name until the handle closes.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            _file = file;
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            file?.Dispose();
            throw new InputException($"scratch folder {folder}: cannot hold {name}, {shape.Length * sizeof(float) >> 20} MiB: {e.Message}",
                e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    protected override void Read(long offset, Span<float> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long position = offset * sizeof(float);
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file, bytes, position);
            if (read == 0)
                throw new IOException($"scratch file of {Name}: ends at {position}.");
            bytes = bytes[read..];
            position += read;
        }
    }

    /// <inheritdoc/>
    protected override void Write(long offset, ReadOnlySpan<float> values) =>
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), offset * sizeof(float));
}
