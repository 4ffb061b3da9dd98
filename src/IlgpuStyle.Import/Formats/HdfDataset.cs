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

    /// <summary>What says where the chunks lie.</summary>
    public HdfChunkIndexKind ChunkIndexKind { get; init; }

    /// <summary>The address of the index of chunks, or of the chunks themselves where there is none.</summary>
    public ulong ChunkIndex { get; init; }

    /// <summary>The sides of one chunk.</summary>
    public long[] ChunkShape { get; init; } = [];

    /// <summary>Stored bytes of a single chunk that went through filters; null where an index says it or the size is plain.</summary>
    public long? SingleChunkSize { get; init; }

    /// <summary>Bit i is set if a single chunk did not go through filter i.</summary>
    public uint SingleChunkMask { get; init; }

    /// <summary>The filters that chunks went through, in the order of writing.</summary>
    public IReadOnlyList<int> Filters { get; init; } = [];
}
