using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A tensor that an importer found. Its numbers stay in the file until they are asked for, so that the
/// fully connected layers of a classifier (500 of 550 MB) are never read.
/// </summary>
internal sealed class ImportedTensor
{
    private readonly Func<float[]> _read;

    /// <summary>Describes the tensor.</summary>
    /// <param name="name">
    /// The name, already in the form <c>LAYER.weight</c> or <c>LAYER.bias</c> where the format allows.
    /// </param>
    /// <param name="shape">Sides as stored, slowest first.</param>
    /// <param name="read">Reads the numbers in stored order, as many as the shape asks for.</param>
    public ImportedTensor(string name, long[] shape, Func<float[]> read)
    {
        Name = name;
        Shape = shape;
        _read = read;
    }

    /// <summary>The name in the file, or a better one where the format has its own convention.</summary>
    public string Name { get; }

    /// <summary>Sides as stored, slowest first.</summary>
    public long[] Shape { get; }

    /// <summary>The shape as text.</summary>
    public string ShapeText => $"({string.Join(", ", Shape)})";

    /// <summary>The same tensor under another name.</summary>
    public ImportedTensor Renamed(string name) => new(name, Shape, _read);

    /// <summary>Reads the numbers in stored order.</summary>
    /// <exception cref="InputException">
    /// The tensor is larger than any convolution's, or the file is damaged.
    /// </exception>
    public float[] Read(string displayName)
    {
        if (TensorElements.Count(Shape) is not { } count || count > ImportLimits.MaximumTensorElements)
            throw new InputException(
                $"'{displayName}': tensor '{Name}' claims shape {ShapeText}, more than any convolution "
                + "has.");
        float[] values = _read();
        if (values.Length != count)
        {
            throw new InputException(
                $"'{displayName}': tensor '{Name}' of shape {ShapeText} holds {values.Length} numbers, "
                + $"expected {count}.");
        }

        return values;
    }
}
