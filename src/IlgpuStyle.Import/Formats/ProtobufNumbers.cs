using System.Buffers.Binary;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Collects the parts of a repeated float or double field, packed or one field per number, for reading
/// later.
/// </summary>
internal sealed class ProtobufNumbers
{
    private readonly ByteSource _source;
    private readonly TensorDataType _type;
    private readonly List<ProtobufField> _parts = [];

    /// <summary>Numbers of <paramref name="type"/>, F32 or F64.</summary>
    public ProtobufNumbers(ByteSource source, TensorDataType type)
    {
        _source = source;
        _type = type;
    }

    /// <summary>How many numbers there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a field's content.</summary>
    public void Add(ProtobufField field)
    {
        int size = TensorElements.SizeOf(_type);
        if (field.Kind == 2 ? field.Length % size != 0 : field.Kind != (size == 4 ? 5 : 1))
            throw new InputException(
                $"'{_source.DisplayName}' is damaged: numbers of a wrong size at byte {field.Offset}.");
        _parts.Add(field);
        Count += field.Kind == 2 ? field.Length / size : 1;
    }

    /// <summary>Reads all numbers.</summary>
    public float[] Read(string name)
    {
        if (Count > ImportLimits.MaximumTensorElements)
            throw new InputException(
                $"'{_source.DisplayName}': tensor '{name}' has {Count} numbers, more than any convolution.");
        float[] values = new float[Count];
        int position = 0;
        Span<byte> single = stackalloc byte[8];
        foreach (ProtobufField part in _parts)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(single, part.Value);
            int size = TensorElements.SizeOf(_type);
            ReadOnlySpan<byte> bytes = part.Kind == 2
                ? _source.ReadBytes(part.Offset, part.Length)
                : single[..size];
            TensorElements.ToFloats(_type, bytes, values.AsSpan(position, bytes.Length / size));
            position += bytes.Length / size;
        }

        return values;
    }
}
