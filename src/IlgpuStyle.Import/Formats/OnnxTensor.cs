using System.Buffers.Binary;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A TensorProto of an ONNX model. Its numbers are either raw bytes or a repeated field of their type; 16-bit ones stand one by one in
/// a field of 32-bit integers.
/// </summary>
internal sealed class OnnxTensor
{
    private readonly ProtobufMessage message;
    private readonly ByteSource source;
    private readonly ProtobufNumbers floats;
    private readonly ProtobufNumbers doubles;
    private readonly List<ProtobufField> integers = [];
    private readonly List<long> shape = [];
    private string name = "";
    private ulong type;
    private bool isExternal;
    private ProtobufField? raw;

    private OnnxTensor(ProtobufMessage message)
    {
        this.message = message;
        source = message.Source;
        floats = new ProtobufNumbers(source, TensorDataType.F32);
        doubles = new ProtobufNumbers(source, TensorDataType.F64);
    }

    /// <summary>The numbers of TensorProto.DataType that weights have.</summary>
    private TensorDataType? DataType => type switch
    {
        1 => TensorDataType.F32,
        10 => TensorDataType.F16,
        11 => TensorDataType.F64,
        16 => TensorDataType.BF16,
        _ => null,
    };

    /// <summary>Describes the tensor; null if it has no name or holds no floating-point numbers.</summary>
    /// <param name="message">The TensorProto.</param>
    /// <param name="name">Its name where it stands in a Constant node; null: as it says itself.</param>
    /// <exception cref="InputException">The message is damaged.</exception>
    public static ImportedTensor? Describe(ProtobufMessage message, string? name = null)
    {
        OnnxTensor tensor = new(message);
        foreach (ProtobufField field in message.Fields())
            tensor.Take(field);
        tensor.name = name ?? tensor.name;
        return tensor.DataType is null || tensor.name.Length == 0
            ? null
            : new ImportedTensor(tensor.name, [.. tensor.shape], tensor.Read);
    }

    private void Take(ProtobufField field)
    {
        switch (field.Number)
        {
            case 1 when field.Kind is 0 or 2:
                shape.AddRange(message.Integers(field).Take(9));
                break;
            case 2:
                type = field.Value;
                break;
            case 4:
                floats.Add(field);
                break;
            case 5 when field.Kind is 0 or 2:
                integers.Add(field);
                break;
            case 8 when field.Kind == 2:
                name = message.Text(field);
                break;
            case 9 when field.Kind == 2:
                raw = field;
                break;
            case 10:
                doubles.Add(field);
                break;
            case 14:
                isExternal = field.Value == 1;
                break;
        }
    }

    private float[] Read()
    {
        if (isExternal)
        {
            throw new InputException(
                $"'{source.DisplayName}' keeps '{name}' in another file; save the model "
                    + "with its data inside.");
        }

        TensorDataType dataType = DataType!.Value;
        if (raw is { } bytes)
        {
            long count = bytes.Length / TensorElements.SizeOf(dataType);
            return RawTensor.Read(source, name, dataType, bytes.Offset, count);
        }

        return dataType switch
        {
            TensorDataType.F16 or TensorDataType.BF16 => ReadIntegers(dataType),
            TensorDataType.F64 => doubles.Read(name),
            _ => floats.Read(name),
        };
    }

    private float[] ReadIntegers(TensorDataType dataType)
    {
        if (TensorElements.Count([.. shape]) is not <= ImportLimits.MaximumTensorElements)
            return [];
        byte[] bytes = new byte[TensorElements.Count([.. shape])!.Value * sizeof(ushort)];
        int count = 0;
        foreach (long value in integers.SelectMany(message.Integers))
        {
            if (2 * count >= bytes.Length || value is < 0 or > ushort.MaxValue)
                throw new InputException($"'{source.DisplayName}' is damaged: tensor '{name}' has a number at {count} that is not of it.");
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * count++), (ushort)value);
        }

        return RawTensor.Convert(dataType, bytes.AsSpan(0, 2 * count));
    }
}
