using System.Text.Json;

namespace IlgpuStyle.Weights;

/// <summary>
/// The header of a safetensors file, parsed and checked: every byte range lies in the file, has the size
/// that its shape and type ask for, and together they cover the data without overlap or gap, as the format
/// demands.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>
    /// The limit of the format's reference implementation; a larger header is an attack or a mistake.
    /// </summary>
    public const long MaximumLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private SafetensorsHeader(
        Dictionary<string, string> metadata, Dictionary<string, SafetensorsEntry> tensors)
    {
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The free-form metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Whether a file begins as safetensors files do.</summary>
    public static bool IsSafetensors(ByteSource source) =>
        source.Length >= 10 && source.ReadUInt64(0) is > 0 and <= MaximumLength && source.ReadBytes(8, 1)[0] == '{';

    /// <summary>Reads and checks the header.</summary>
    public static SafetensorsHeader Read(ByteSource source)
    {
        if (source.Length < 8)
            throw Bad(
                source.DisplayName, $"it has {source.Length} bytes, the header's length alone takes 8");
        ulong length = source.ReadUInt64(0);
        if (length > MaximumLength || (long)length > source.Length - 8)
            throw Bad(source.DisplayName, $"its header claims {length} bytes, the file has {source.Length}");
        byte[] json = source.ReadBytes(8, (long)length);
        return Parse(json, source.DisplayName, source.Length);
    }

    /// <summary>
    /// Parses the JSON part. <paramref name="fileLength"/> is that of the whole file, in bytes.
    /// </summary>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, string displayName, long fileLength)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Bad(displayName, "its header is no JSON object");
            Dictionary<string, string> metadata = [];
            Dictionary<string, SafetensorsEntry> tensors = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    ReadMetadata(property.Value, metadata, displayName);
                else
                    tensors.Add(property.Name, ReadEntry(property, 8 + json.Length, displayName));
            }

            CheckCoverage(tensors.Values, 8 + json.Length, fileLength, displayName);
            return new SafetensorsHeader(metadata, tensors);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException(
                Message(displayName, "its header is not the JSON that the format asks for"), exception);
        }
    }

    private static void ReadMetadata(
        JsonElement element, Dictionary<string, string> metadata, string displayName)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Bad(displayName, $"'{MetadataKey}' is no object of strings");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Bad(displayName, $"metadata '{property.Name}' is no string");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, long dataStart, string displayName)
    {
        string name = property.Name;
        JsonElement value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("dtype", out JsonElement dtype)
            || !value.TryGetProperty("shape", out JsonElement shapeElement)
            || !value.TryGetProperty("data_offsets", out JsonElement offsets)
            || shapeElement.ValueKind != JsonValueKind.Array || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2)
        {
            throw Bad(displayName, $"tensor '{name}' lacks dtype, shape or two data_offsets");
        }

        TensorDataType type = ParseDataType(dtype, name, displayName);
        long[] shape = new long[shapeElement.GetArrayLength()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = shapeElement[i].TryGetInt64(out long number) ? number : -1;
        if (!offsets[0].TryGetInt64(out long begin) || !offsets[1].TryGetInt64(out long end) || begin < 0
            || end < begin || end > long.MaxValue / 2)
            throw Bad(displayName, $"tensor '{name}' has unusable data_offsets {offsets.GetRawText()}");
        long? count = TensorElements.Count(shape);
        int elementSize = TensorElements.SizeOf(type);
        if (count is null || count > long.MaxValue / elementSize || count * elementSize != end - begin)
        {
            throw Bad(
                displayName,
                $"tensor '{name}' of {type} and shape ({string.Join(", ", shape)}) cannot fill its "
                + $"{end - begin} bytes");
        }

        return new SafetensorsEntry(name, type, shape, dataStart + begin, end - begin);
    }

    private static TensorDataType ParseDataType(JsonElement element, string name, string displayName)
    {
        string text = element.GetString() ?? "";
        if (text == "BOOL")
            return TensorDataType.Bool;
        if (Enum.TryParse(text, out TensorDataType type) && type.ToString() == text
            && type != TensorDataType.Bool)
            return type;
        throw Bad(displayName, $"tensor '{name}' has the unknown dtype '{text}'");
    }

    private static void CheckCoverage(
        IEnumerable<SafetensorsEntry> entries, long dataStart, long fileLength, string displayName)
    {
        long position = dataStart;
        SafetensorsEntry[] ordered = [.. entries];
        Array.Sort(ordered, (a, b) =>
            a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.SizeInBytes.CompareTo(b.SizeInBytes));
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Offset < position)
                throw Bad(displayName, $"tensor '{entry.Name}' overlaps another at byte {entry.Offset}");
            if (entry.Offset > position)
                throw Bad(displayName, $"no tensor claims bytes {position} to {entry.Offset}");
            position += entry.SizeInBytes;
            if (position > fileLength)
                throw Bad(
                    displayName,
                    $"tensor '{entry.Name}' ends at byte {position}, the file at {fileLength}: it is "
                    + "truncated");
        }

        if (position != fileLength)
            throw Bad(displayName, $"{fileLength - position} bytes follow the last tensor");
    }

    private static InputException Bad(string displayName, string reason) =>
        new(Message(displayName, reason));

    private static string Message(string displayName, string reason) =>
        $"'{displayName}' is no sound safetensors file: {reason}.";
}
