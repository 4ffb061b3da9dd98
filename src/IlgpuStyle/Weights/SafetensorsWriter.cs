using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IlgpuStyle.Weights;

/// <summary>
/// Writes safetensors files. The same input gives the same bytes: metadata sorted by key, tensors in the
/// given order except that wider elements come first, so that every element is aligned to its size.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>The last tensor of a sealed file.</summary>
    internal static SafetensorsPart Seal { get; } = new("sha256", TensorDataType.U8, [SHA256.HashSizeInBytes], _ => { });

    /// <summary>
    /// Writes the file, in a folder that is made if it is missing, under a temporary name beside
    /// <paramref name="path"/> and renames it when it is
    /// complete, so that a half-written file never looks finished.
    /// </summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor's values do not fit its shape or type, or a name occurs twice.
    /// </exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsTensor> tensors)
    {
        SafetensorsPart[] ordered = Ordered(tensors.Select(Part));
        byte[] header = Header(metadata, ordered);
        WriteFile(path, stream => WriteAll(stream, header, ordered));
    }

    /// <summary>The bytes of the same file.</summary>
    /// <exception cref="ArgumentException">
    /// A tensor's values do not fit its shape or type, or a name occurs twice.
    /// </exception>
    internal static byte[] ToBytes(IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsTensor> tensors)
    {
        SafetensorsPart[] parts = Ordered(tensors.Select(Part));
        byte[] header = Header(metadata, parts);
        byte[] bytes = new byte[sizeof(long) + header.Length + parts.Sum(part => part.SizeInBytes)];
        WriteAll(new MemoryStream(bytes), header, parts);
        return bytes;
    }

    /// <summary>
    /// Writes a file whose tensors need not all be in memory at once, and behind them the sha256 of all bytes before it
    /// (<see cref="SafetensorsFile.IsSealIntact"/>).
    /// </summary>
    internal static void WriteSealed(
        string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsPart> parts)
    {
        SafetensorsPart[] ordered = Ordered(parts.Append(Seal));
        byte[] header = Header(metadata, ordered);
        WriteFile(path, stream =>
        {
            using SHA256 sha256 = SHA256.Create();
            using (CryptoStream hashed = new(stream, sha256, CryptoStreamMode.Write, leaveOpen: true))
                WriteAll(hashed, header, ordered);
            stream.Write(sha256.Hash);
        });
    }

    /// <summary>Writes a file in a folder that is made if it is missing; it appears when it is complete.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    internal static void WriteFile(string path, Action<Stream> write)
    {
        FileFailure.Explain($"cannot write '{path}'", () =>
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Write(path, write);
        });
    }

    private static SafetensorsPart[] Ordered(IEnumerable<SafetensorsPart> parts) =>
        [.. parts.OrderByDescending(part => TensorElements.SizeOf(part.DataType))];

    private static SafetensorsPart Part(SafetensorsTensor tensor)
    {
        Check(tensor);
        return new SafetensorsPart(tensor.Name, tensor.DataType, tensor.Shape, stream => WriteValues(stream, tensor));
    }

    private static void WriteAll(Stream stream, byte[] header, SafetensorsPart[] parts)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafetensorsPart part in parts)
            part.Write(stream);
    }

    private static void Check(SafetensorsTensor tensor)
    {
        if (tensor.DataType is not (TensorDataType.F32 or TensorDataType.F16))
            throw new ArgumentException(
                $"'{tensor.Name}': only F32 and F16 are written, not {tensor.DataType}.");
        if (TensorElements.Count(tensor.Shape) != tensor.Values.Length)
            throw new ArgumentException(
                $"'{tensor.Name}': {tensor.Values.Length} values for shape "
                + $"({string.Join(", ", tensor.Shape)}).");
    }

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, SafetensorsPart[] parts)
    {
        using MemoryStream buffer = new();
        HashSet<string> names = [];
        using (Utf8JsonWriter json = new(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in Sorted(metadata))
                json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (SafetensorsPart part in parts)
            {
                if (!names.Add(part.Name) || part.Name == "__metadata__")
                    throw new ArgumentException($"'{part.Name}' cannot name a tensor (again).");
                long end = offset + part.SizeInBytes;
                WriteEntry(json, part, offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(
        IReadOnlyDictionary<string, string> metadata) =>
        metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsPart part, long begin, long end)
    {
        json.WriteStartObject(part.Name);
        json.WriteString("dtype", part.DataType.ToString());
        json.WriteStartArray("shape");
        foreach (long side in part.Shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, SafetensorsTensor tensor)
    {
        if (tensor.DataType == TensorDataType.F32)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            return;
        }

        Half[] halves = Array.ConvertAll(tensor.Values, value => (Half)value);
        stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
    }
}
