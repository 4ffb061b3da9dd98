using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A dataset of an HDF5 file: what its object header says.</summary>
internal sealed record HdfDataset
{
    /// <summary>Groups and name, joined by slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Sides, slowest first.</summary>
    public required long[] Shape { get; init; }

    /// <summary>What an element is; null for text, integers and compounds.</summary>
    public TensorDataType? DataType { get; init; }

    /// <summary>Where contiguous data begins; null if it is chunked.</summary>
    public long? Offset { get; init; }

    /// <summary>The address of the index of chunks.</summary>
    public long ChunkIndex { get; init; }

    /// <summary>The sides of one chunk.</summary>
    public long[] ChunkShape { get; init; } = [];

    /// <summary>The filters that chunks went through, in the order of writing.</summary>
    public IReadOnlyList<int> Filters { get; init; } = [];
}
