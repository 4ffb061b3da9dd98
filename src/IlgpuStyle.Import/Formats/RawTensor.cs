using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Reads dense little-endian elements that lie somewhere in a file.</summary>
internal static class RawTensor
{
    /// <summary>
    /// Reads <paramref name="count"/> elements from byte <paramref name="offset"/> on as float.
    /// </summary>
    /// <exception cref="InputException">
    /// The range leaves the file, or the elements are not floating-point numbers.
    /// </exception>
    public static float[] Read(ByteSource source, string name, TensorDataType type, long offset, long count)
    {
        RequireFloating(source.DisplayName, name, type);
        if (count < 0 || count > ImportLimits.MaximumTensorElements)
            throw new InputException(
                $"'{source.DisplayName}': tensor '{name}' claims {count} numbers, more than any "
                + "convolution has.");
        byte[] bytes = source.ReadBytes(offset, count * TensorElements.SizeOf(type));
        return Convert(type, bytes);
    }

    /// <summary>Converts whole elements.</summary>
    public static float[] Convert(TensorDataType type, ReadOnlySpan<byte> bytes)
    {
        float[] values = new float[bytes.Length / TensorElements.SizeOf(type)];
        TensorElements.ToFloats(type, bytes, values);
        return values;
    }

    /// <summary>Refuses integers and Booleans by name.</summary>
    public static void RequireFloating(string displayName, string name, TensorDataType type)
    {
        if (!TensorElements.IsFloating(type))
            throw new InputException(
                $"'{displayName}': tensor '{name}' has {type} elements, expected floating-point numbers.");
    }
}
