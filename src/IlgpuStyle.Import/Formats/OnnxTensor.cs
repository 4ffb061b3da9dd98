using System.Buffers.Binary;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A TensorProto of an ONNX model. Its numbers are either raw bytes or a repeated field of their type; 16-bit ones stand one by one in
/// a field of 32-bit integers.
/// </summary>
internal sealed class OnnxTensor
{
    private readonly ProtobufMessage _message;
    private readonly ByteSource _source;
    private readonly ProtobufNumbers _floats;
    private readonly ProtobufNumbers _doubles;
    private readonly List<ProtobufField> _integers = [];
    private readonly List<long> _shape = [];
    private string _name = "";
    private ulong _type;
    private bool _isExternal;
    private ProtobufField? _raw;

    private OnnxTensor(ProtobufMessage message)
    {
        _message = message;
        _source = message.Source;
        _floats = new ProtobufNumbers(_source, TensorDataType.F32);
        _doubles = new ProtobufNumbers(_source, TensorDataType.F64);
    }

    /// <summary>The numbers of TensorProto.DataType that weights have.</summary>
    private TensorDataType? DataType => _type switch
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
        tensor._name = name ?? tensor._name;
        return tensor.DataType is null || tensor._name.Length == 0
            ? null
            : new ImportedTensor(tensor._name, [.. tensor._shape], tensor.Read);
    }

    private void Take(ProtobufField field)
    {
        switch (field.Number)
        {
            case 1 when field.Kind is 0 or 2:
                _shape.AddRange(_message.Integers(field).Take(9));
                break;
            case 2:
                _type = field.Value;
                break;
            case 4:
                _floats.Add(field);
                break;
            case 5 when field.Kind is 0 or 2:
                _integers.Add(field);
                break;
            case 8 when field.Kind == 2:
                _name = _message.Text(field);
                break;
            case 9 when field.Kind == 2:
                _raw = field;
                break;
            case 10:
                _doubles.Add(field);
                break;
            case 14:
                _isExternal = field.Value == 1;
                break;
        }
    }

    private float[] Read()
    {
        if (_isExternal)
        {
            throw new InputException(
                $"'{_source.DisplayName}' keeps '{_name}' in another file; save the model "
                    + "with its data inside.");
        }

        TensorDataType dataType = DataType!.Value;
        if (_raw is { } bytes)
        {
            long count = bytes.Length / TensorElements.SizeOf(dataType);
            return RawTensor.Read(_source, _name, dataType, bytes.Offset, count);
        }

        return dataType switch
        {
            TensorDataType.F16 or TensorDataType.BF16 => ReadIntegers(dataType),
            TensorDataType.F64 => _doubles.Read(_name),
            _ => _floats.Read(_name),
        };
    }

    private float[] ReadIntegers(TensorDataType dataType)
    {
        if (TensorElements.Count([.. _shape]) is not <= ImportLimits.MaximumTensorElements)
            return [];
        byte[] bytes = new byte[TensorElements.Count([.. _shape])!.Value * sizeof(ushort)];
        int count = 0;
        foreach (long value in _integers.SelectMany(_message.Integers))
        {
            if (2 * count >= bytes.Length || value is < 0 or > ushort.MaxValue)
                throw new InputException(
                    $"'{_source.DisplayName}' is damaged: tensor '{_name}' has a number at {count} that is not of it.");
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * count++), (ushort)value);
        }

        return RawTensor.Convert(dataType, bytes.AsSpan(0, 2 * count));
    }
}
