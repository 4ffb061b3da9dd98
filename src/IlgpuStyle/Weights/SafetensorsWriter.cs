using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IlgpuStyle.Weights;

/// <summary>
/// Writes safetensors files. The same input gives the same bytes: metadata sorted by key, tensors in the
/// given order except that F32 come before F16, so that every element is aligned to its size.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

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
        SafetensorsTensor[] ordered =
            [.. tensors.OrderBy(tensor => tensor.DataType == TensorDataType.F32 ? 0 : 1)];
        foreach (SafetensorsTensor tensor in ordered)
            Check(tensor);
        byte[] header = Header(metadata, ordered);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => WriteAll(stream, header, ordered));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {exception.Message}", exception);
        }
    }

    private static void WriteAll(Stream stream, byte[] header, SafetensorsTensor[] tensors)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafetensorsTensor tensor in tensors)
            WriteValues(stream, tensor);
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

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, SafetensorsTensor[] tensors)
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
            foreach (SafetensorsTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name) || tensor.Name == "__metadata__")
                    throw new ArgumentException($"'{tensor.Name}' cannot name a tensor (again).");
                long end = offset + (long)tensor.Values.Length * TensorElements.SizeOf(tensor.DataType);
                WriteEntry(json, tensor, offset, end);
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

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DataType.ToString());
        json.WriteStartArray("shape");
        foreach (long side in tensor.Shape)
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
