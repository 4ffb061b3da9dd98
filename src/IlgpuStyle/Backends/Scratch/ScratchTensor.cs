using System.Runtime.InteropServices;
using IlgpuStyle.Tensors;
using Microsoft.Win32.SafeHandles;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>A tensor in a file of its own, float32, dense (C, H, W). Zero at first. The file vanishes with the tensor, or with the process.</summary>
internal sealed class ScratchTensor : Tensor
{
    private readonly SafeFileHandle? _file;
    private readonly Action<long>? _book;

    /// <summary>A tensor that only has a shape, for a rehearsal: reading and writing it does nothing.</summary>
    /// <param name="name">What it would hold.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="book">Told the bytes that its file would take, and at its end that they are free again.</param>
    public ScratchTensor(string name, TensorShape shape, Action<long> book)
        : base(name, shape)
    {
        _book = book;
        book(shape.Length * sizeof(float));
    }

    /// <summary>Makes the file, at its full size.</summary>
    /// <param name="name">What the tensor holds.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="folder">Where the file goes.</param>
    /// <exception cref="InputException">The folder cannot be written or is too small.</exception>
    public ScratchTensor(string name, TensorShape shape, string folder)
        : base(name, shape)
    {
        string path = Path.Combine(folder, $"istyle-{Guid.NewGuid():N}.scratch");
        try
        {
            _file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose, shape.Length * sizeof(float));
            // The reservation leaves the length as it was.
            RandomAccess.SetLength(_file, shape.Length * sizeof(float));
            // Without a name the file vanishes even if the process is killed; Windows keeps the name until the handle closes.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new InputException($"scratch folder {folder}: cannot hold {name}, {shape.Length * sizeof(float) >> 20} MiB: {e.Message}", e);
        }
    }

    /// <summary>Reads a rectangle of positions.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="values">Dense (C, h, w), overwritten.</param>
    public void Read(Area area, Span<float> values)
    {
        if (_file is null)
            return;
        foreach ((long offset, int start, int length) in Runs(area))
            Read(offset, values.Slice(start, length));
    }

    /// <summary>Reads one channel, (H, W).</summary>
    public void ReadChannel(int channel, Span<float> values) => Read((long)channel * Shape.Positions, values);

    /// <summary>Writes a rectangle of positions.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="values">Dense (C, h, w).</param>
    public void Write(Area area, ReadOnlySpan<float> values)
    {
        if (_file is null)
            return;
        foreach ((long offset, int start, int length) in Runs(area))
            Write(offset, values.Slice(start, length));
    }

    /// <summary>Writes one channel, (H, W).</summary>
    public void WriteChannel(int channel, ReadOnlySpan<float> values) => Write((long)channel * Shape.Positions, values);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file?.Dispose();
        _book?.Invoke(-Shape.Length * sizeof(float));
    }

    private void Read(long offset, Span<float> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long position = offset * sizeof(float);
        while (bytes.Length > 0 && _file is not null)
        {
            int read = RandomAccess.Read(_file, bytes, position);
            if (read == 0)
                throw new IOException($"scratch file of {Name}: ends at {position}.");
            bytes = bytes[read..];
            position += read;
        }
    }

    private void Write(long offset, ReadOnlySpan<float> values)
    {
        if (_file is not null)
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), offset * sizeof(float));
    }

    /// <summary>The runs of neighbouring elements of a rectangle: a channel's rows together if they are whole, else row by row.</summary>
    private IEnumerable<(long Offset, int Start, int Length)> Runs(Area area)
    {
        bool isWide = area.Width == Shape.Width;
        int runs = isWide ? 1 : area.Height, length = isWide ? area.Height * area.Width : area.Width;
        for (int c = 0; c < Shape.Channels; c++)
        {
            for (int run = 0; run < runs; run++)
            {
                long offset = ((long)c * Shape.Height + area.Top + run) * Shape.Width + area.Left;
                yield return (offset, (c * runs + run) * length, length);
            }
        }
    }

    /// <summary>A rectangle of positions.</summary>
    internal readonly record struct Area(int Top, int Left, int Height, int Width);
}
