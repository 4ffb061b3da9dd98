namespace IlgpuStyle.Weights;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Sides, slowest first.</param>
/// <param name="Values">As many numbers as the shape asks for.</param>
/// <param name="DataType">How to store them: F32, or F16 (rounded to nearest even).</param>
internal sealed record SafetensorsTensor(
    string Name, long[] Shape, float[] Values, TensorDataType DataType = TensorDataType.F32);
