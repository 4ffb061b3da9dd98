using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>The flat block of numbers behind PyTorch tensors; several tensors may be views of one.</summary>
internal sealed class TorchStorage
{
    /// <summary>Describes a block that the pickle names.</summary>
    public TorchStorage(string key, TensorDataType dataType, long count)
    {
        Key = key;
        DataType = dataType;
        Count = count;
    }

    /// <summary>Its name in the file.</summary>
    public string Key { get; }

    /// <summary>The elements' type.</summary>
    public TensorDataType DataType { get; }

    /// <summary>The number of elements that the pickle claims.</summary>
    public long Count { get; }

    /// <summary>
    /// Reads (first byte, number of bytes) of the block; the importer that knows where it lies sets it.
    /// </summary>
    public Func<long, long, byte[]>? ReadBytes { get; set; }
}
