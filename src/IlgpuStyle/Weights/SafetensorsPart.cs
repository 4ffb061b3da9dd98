namespace IlgpuStyle.Weights;

/// <summary>A tensor to be written whose elements are fetched only when their turn comes.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="DataType">Type of the elements.</param>
/// <param name="Shape">Sides, slowest first.</param>
/// <param name="Write">Writes all elements, little-endian.</param>
internal sealed record SafetensorsPart(
    string Name, TensorDataType DataType, long[] Shape, Action<Stream> Write)
{
    /// <summary>Bytes of all elements.</summary>
    public long SizeInBytes => TensorElements.Count(Shape)!.Value * TensorElements.SizeOf(DataType);
}
