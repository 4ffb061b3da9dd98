using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A numpy array: dense elements, or Python objects.</summary>
internal sealed class NumpyArray : IPickleState
{
    private Func<byte[]>? _read;

    /// <summary>An array that a pickle will fill.</summary>
    public NumpyArray()
    {
    }

    /// <summary>An array whose bytes lie in a file.</summary>
    public NumpyArray(long[] shape, NumpyType type, bool fortranOrder, Func<byte[]> read)
    {
        Shape = shape;
        Type = type;
        FortranOrder = fortranOrder;
        _read = read;
    }

    /// <summary>Sides, in numpy's order of axes.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>What an element is.</summary>
    public NumpyType Type { get; private set; } = new("f4");

    /// <summary>Whether the first axis is the fastest, instead of the last.</summary>
    public bool FortranOrder { get; private set; }

    /// <summary>The elements of an array of objects.</summary>
    public IReadOnlyList<object?> Objects { get; private set; } = [];

    /// <inheritdoc/>
    public void SetState(object? state)
    {
        if (state is not object?[] { Length: 5 } parts || parts[1] is not object?[] shape
            || parts[2] is not NumpyType type
            || parts[3] is not bool fortranOrder)
            throw new InvalidDataException("an array is described in an unknown way.");
        Shape = PickleValue.Integers(shape);
        Type = type;
        FortranOrder = fortranOrder;
        switch (parts[4])
        {
            case PickleBytes bytes:
                _read = bytes.Read;
                break;
            case byte[] decoded:
                _read = () => decoded;
                break;
            case List<object?> objects:
                Objects = objects;
                break;
            default:
                throw new InvalidDataException("an array has no data.");
        }
    }

    /// <summary>Reads the numbers in row-major order, whatever the file's.</summary>
    public float[] Read(string displayName, string name)
    {
        TensorDataType type;
        try
        {
            type = Type.DataType;
        }
        catch (InvalidDataException exception)
        {
            throw new InputException($"'{displayName}': '{name}': {exception.Message}", exception);
        }

        RawTensor.RequireFloating(displayName, name, type);
        byte[] bytes = _read?.Invoke() ?? [];
        if (TensorElements.Count(Shape) * TensorElements.SizeOf(type) != bytes.Length)
            throw new InputException(
                $"'{displayName}': '{name}' of shape ({string.Join(", ", Shape)}) has {bytes.Length} bytes "
                + "of data.");
        float[] values = RawTensor.Convert(type, bytes);
        return FortranOrder ? ColumnMajor.ToRowMajor(values, Shape) : values;
    }
}
