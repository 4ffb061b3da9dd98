using System.Runtime.InteropServices;

namespace IlgpuStyle.Weights;

/// <summary>
/// Reads safetensors files: a little-endian 64-bit header length, a JSON header that names each tensor's
/// type, shape and byte range, and the raw elements. Opening reads the header alone and checks every number
/// in it against the file; tensors are read from disk when asked for. Format:
/// https://huggingface.co/docs/safetensors.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int ChunkSizeInBytes = 1 << 18;

    private readonly ByteSource _source;

    private SafetensorsFile(ByteSource source)
    {
        _source = source;
        SafetensorsHeader header = SafetensorsHeader.Read(source);
        Metadata = header.Metadata;
        Tensors = header.Tensors;
    }

    /// <summary>The path or name that messages show.</summary>
    public string DisplayName => _source.DisplayName;

    /// <summary>The header's <c>__metadata__</c>, empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Every tensor by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Opens a file on disk.</summary>
    /// <exception cref="InputException">The file is missing, unreadable, or not sound.</exception>
    public static SafetensorsFile Open(string path) => Open(ByteSource.Open(path));

    /// <summary>Opens a file that lies in memory.</summary>
    /// <param name="bytes">The whole file; not copied.</param>
    /// <param name="displayName">What messages call it.</param>
    /// <exception cref="InputException">The bytes are no sound safetensors file.</exception>
    public static SafetensorsFile Open(ReadOnlyMemory<byte> bytes, string displayName) =>
        Open(ByteSource.Wrap(bytes, displayName));

    /// <summary>Takes the source over, also when it is refused.</summary>
    internal static SafetensorsFile Open(ByteSource source)
    {
        try
        {
            return new SafetensorsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor of F16, BF16, F32 or F64 elements, in stored order, as float.</summary>
    /// <exception cref="InputException">
    /// There is no such tensor, or its elements are not floating-point numbers.
    /// </exception>
    public float[] ReadFloats(string name)
    {
        SafetensorsEntry entry = Find(name);
        float[] values = new float[entry.ElementCount];
        if (entry.DataType == TensorDataType.F32)
            _source.Read(entry.Offset, MemoryMarshal.AsBytes(values.AsSpan()));
        else
        {
            ReadChunks(entry, (bytes, start, count) =>
                TensorElements.ToFloats(entry.DataType, bytes, values.AsSpan(start, count)));
        }

        return values;
    }

    /// <summary>Reads some consecutive elements of a tensor of F32 elements.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="first">Number of the first element, in stored order.</param>
    /// <param name="values">Overwritten.</param>
    internal void ReadFloats(string name, long first, Span<float> values) =>
        _source.Read(Find(name).Offset + first * sizeof(float), MemoryMarshal.AsBytes(values));

    /// <summary>Reads a tensor of F16, BF16, F32 or F64 elements, in stored order, as double.</summary>
    /// <exception cref="InputException">
    /// There is no such tensor, or its elements are not floating-point numbers.
    /// </exception>
    public double[] ReadDoubles(string name)
    {
        SafetensorsEntry entry = Find(name);
        double[] values = new double[entry.ElementCount];
        ReadChunks(entry, (bytes, start, count) =>
            TensorElements.ToDoubles(entry.DataType, bytes, values.AsSpan(start, count)));
        return values;
    }

    /// <summary>Whether the file ends with the sha256 of all that stands before it, as <see cref="SafetensorsWriter.WriteSealed"/> writes
    /// it; reads all of it.</summary>
    internal bool IsSealIntact()
    {
        byte[] seal = new byte[SafetensorsWriter.Seal.SizeInBytes];
        if (!Tensors.TryGetValue(SafetensorsWriter.Seal.Name, out SafetensorsEntry? entry) || entry.Offset != _source.Length - seal.Length)
            return false;
        _source.Read(entry.Offset, seal);
        return seal.AsSpan().SequenceEqual(_source.ComputeSha256(entry.Offset));
    }

    /// <summary>The lower-case hexadecimal sha256 of the whole file; reads all of it.</summary>
    public string ComputeSha256() => _source.ComputeSha256();

    /// <summary>Writes the whole file.</summary>
    internal void CopyTo(Stream stream)
    {
        byte[] buffer = new byte[ChunkSizeInBytes];
        for (long offset = 0; offset < _source.Length; offset += buffer.Length)
        {
            Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, _source.Length - offset));
            _source.Read(offset, chunk);
            stream.Write(chunk);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private delegate void ChunkReader(ReadOnlySpan<byte> bytes, int start, int count);

    private void ReadChunks(SafetensorsEntry entry, ChunkReader reader)
    {
        int elementSize = TensorElements.SizeOf(entry.DataType);
        int perChunk = ChunkSizeInBytes / elementSize;
        byte[] buffer = new byte[Math.Min(ChunkSizeInBytes, entry.SizeInBytes)];
        int total = (int)entry.ElementCount;
        for (int start = 0; start < total; start += perChunk)
        {
            int count = Math.Min(perChunk, total - start);
            Span<byte> chunk = buffer.AsSpan(0, count * elementSize);
            _source.Read(entry.Offset + (long)start * elementSize, chunk);
            reader(chunk, start, count);
        }
    }

    private SafetensorsEntry Find(string name)
    {
        if (!Tensors.TryGetValue(name, out SafetensorsEntry? entry))
            throw new InputException(
                $"'{DisplayName}' has no tensor '{name}'; it has {Tensors.Count} tensors{Sample()}.");
        if (!TensorElements.IsFloating(entry.DataType))
            throw new InputException(
                $"'{DisplayName}': tensor '{name}' has {entry.DataType} elements, expected F16, BF16, F32 "
                + "or F64.");
        if (entry.ElementCount > Array.MaxLength / sizeof(double))
            throw new InputException(
                $"'{DisplayName}': tensor '{name}' has {entry.ElementCount} elements, too many to read at "
                + "once.");
        return entry;
    }

    private string Sample() => Tensors.Count == 0 ? "" : $" ({string.Join(", ", Tensors.Keys.Take(3))}, …)";
}
