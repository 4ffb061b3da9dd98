namespace IlgpuStyle.Weights;

/// <summary>
/// One tensor's place in a safetensors file. <see cref="SafetensorsFile"/> has checked it against the file.
/// </summary>
/// <param name="Name">The tensor's name, such as <c>conv1_1.weight</c>.</param>
/// <param name="DataType">What one element is.</param>
/// <param name="Shape">Sides, slowest first; an empty shape is one number.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="SizeInBytes">Bytes of all elements.</param>
internal sealed record SafetensorsEntry(
    string Name, TensorDataType DataType, long[] Shape, long Offset, long SizeInBytes)
{
    /// <summary>The number of elements.</summary>
    public long ElementCount => SizeInBytes / TensorElements.SizeOf(DataType);

    /// <summary>The shape as text, such as "(64, 3, 3, 3)".</summary>
    public string ShapeText => $"({string.Join(", ", Shape)})";
}
