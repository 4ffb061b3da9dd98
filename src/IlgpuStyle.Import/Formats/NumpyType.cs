using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>numpy's element types, by the strings that its files use.</summary>
internal sealed class NumpyType : IPickleState
{
    private string _order;

    /// <summary>
    /// Takes a type string such as "&lt;f4", or its part without the byte order, as pickles have it.
    /// </summary>
    public NumpyType(string text)
    {
        _order = text.Length > 0 && "<>|=".Contains(text[0]) ? text[..1] : "<";
        Code = text.TrimStart('<', '>', '|', '=');
    }

    /// <summary>Kind and size, such as "f4".</summary>
    public string Code { get; }

    /// <summary>Whether the elements are Python objects.</summary>
    public bool IsObject => Code.StartsWith('O');

    /// <summary>The element type.</summary>
    /// <exception cref="InvalidDataException">The type is big-endian or none that weights have.</exception>
    public TensorDataType DataType => (_order, Code) switch
    {
        (">", not ("u1" or "i1" or "b1")) =>
            throw new InvalidDataException("big-endian arrays are not supported."),
        (_, "f2") => TensorDataType.F16,
        (_, "f4") => TensorDataType.F32,
        (_, "f8") => TensorDataType.F64,
        (_, "i8") => TensorDataType.I64,
        (_, "u8") => TensorDataType.U64,
        (_, "i4") => TensorDataType.I32,
        (_, "u4") => TensorDataType.U32,
        (_, "i2") => TensorDataType.I16,
        (_, "u2") => TensorDataType.U16,
        (_, "i1") => TensorDataType.I8,
        (_, "u1") => TensorDataType.U8,
        (_, "b1") => TensorDataType.Bool,
        _ => throw new InvalidDataException($"arrays of '{_order}{Code}' are not supported."),
    };

    /// <inheritdoc/>
    public void SetState(object? state)
    {
        if (state is object?[] { Length: >= 2 } parts && PickleBytes.TextOf(parts[1]) is { Length: 1 } found)
            _order = found;
    }
}
