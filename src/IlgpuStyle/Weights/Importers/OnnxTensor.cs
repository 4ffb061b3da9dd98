namespace IlgpuStyle.Weights.Importers;

/// <summary>
/// A TensorProto of an ONNX model. Its numbers are either raw bytes or a repeated field of their type.
/// </summary>
internal sealed class OnnxTensor
{
    private readonly ByteSource source;
    private readonly ProtobufNumbers floats;
    private readonly ProtobufNumbers doubles;
    private readonly List<long> shape = [];
    private string name = "";
    private ulong type;
    private bool isExternal;
    private ProtobufField? raw;

    private OnnxTensor(ByteSource source)
    {
        this.source = source;
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
    /// <exception cref="InputException">The message is damaged.</exception>
    public static ImportedTensor? Describe(ProtobufMessage message)
    {
        OnnxTensor tensor = new(message.Source);
        foreach (ProtobufField field in message.Fields())
            tensor.Take(message, field);
        return tensor.DataType is null || tensor.name.Length == 0
            ? null
            : new ImportedTensor(tensor.name, [.. tensor.shape], tensor.Read);
    }

    private void Take(ProtobufMessage message, ProtobufField field)
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

        return (dataType == TensorDataType.F64 ? doubles : floats).Read(name);
    }
}
