using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Reads the messages of a dataset's header: its shape, its type, where its data lies, what was done to it.</summary>
internal readonly struct HdfMessages(ByteSource source, string path)
{
    private const int MaximumRank = 32;

    /// <summary>The sides that a dataspace message says.</summary>
    public long[] ReadShape(SourceCursor cursor)
    {
        byte version = cursor.ReadByte();
        int rank = cursor.ReadByte();
        if (version is not (1 or 2) || rank > MaximumRank)
            throw HdfCursor.Damaged(source, $"a dataspace has version {version} and rank {rank}");
        cursor.Skip(version == 1 ? 6 : 2);
        return [.. Enumerable.Range(0, rank).Select(_ => (long)cursor.ReadUInt64())];
    }

    /// <summary>The element that a datatype message says; null if it is no little-endian floating-point number.</summary>
    public static TensorDataType? ReadType(SourceCursor cursor)
    {
        int classAndVersion = cursor.ReadByte();
        int flags = cursor.ReadByte();
        cursor.Skip(2);
        const int floatingPoint = 1, bigEndian = 1;
        if ((classAndVersion & 15) != floatingPoint || (flags & bigEndian) != 0)
            return null;
        uint size = cursor.ReadUInt32();
        cursor.Skip(5); // offset and number of bits, place of the exponent
        int exponentBits = cursor.ReadByte();
        return (size, exponentBits) switch
        {
            (2, 5) => TensorDataType.F16,
            (2, 8) => TensorDataType.BF16,
            (4, 8) => TensorDataType.F32,
            (8, 11) => TensorDataType.F64,
            _ => null,
        };
    }

    /// <summary>The dataset with the place of its data, as a layout message says it.</summary>
    public HdfDataset ReadLayout(SourceCursor cursor, HdfDataset dataset)
    {
        byte version = cursor.ReadByte();
        byte kind = cursor.ReadByte();
        if (version is not (3 or 4))
            throw HdfCursor.Unsupported(source, $"a data layout of version {version}");
        switch (kind)
        {
            case 0: // compact: the data is in the header
                cursor.ReadUInt16();
                return dataset with { Offset = cursor.Position };
            case 1:
                ulong address = cursor.ReadUInt64();
                return dataset with { Offset = address > long.MaxValue ? source.Length : (long)address };
            case 2 when version == 3:
                int rank = cursor.ReadByte() - 1;
                ulong index = cursor.ReadUInt64();
                return dataset with { ChunkIndex = index, ChunkShape = ReadChunkShape(cursor, rank, dataset, sizeof(uint)) };
            case 2:
                return ReadNewerChunks(cursor, dataset);
            default:
                throw HdfCursor.Unsupported(source, $"the data layout {kind} of '{path}'");
        }
    }

    /// <summary>The identifiers that a filter message says, in the order of writing.</summary>
    public static List<int> ReadFilters(SourceCursor cursor)
    {
        byte version = cursor.ReadByte();
        int count = cursor.ReadByte();
        cursor.Skip(version == 1 ? 6 : 0);
        List<int> filters = [];
        for (int i = 0; i < count; i++)
        {
            int filter = cursor.ReadUInt16();
            int nameLength = version == 1 || filter >= 256 ? cursor.ReadUInt16() : 0;
            cursor.Skip(2);
            int values = cursor.ReadUInt16();
            cursor.Skip(nameLength);
            cursor.Skip(4L * values + (version == 1 && values % 2 == 1 ? 4 : 0));
            filters.Add(filter);
        }

        return filters;
    }

    private HdfDataset ReadNewerChunks(SourceCursor cursor, HdfDataset dataset)
    {
        int flags = cursor.ReadByte();
        int rank = cursor.ReadByte() - 1;
        int sideBytes = cursor.ReadByte();
        if (sideBytes is < 1 or > 8)
            throw HdfCursor.Damaged(source, $"'{path}' has chunk sides of {sideBytes} bytes");
        long[] chunkShape = ReadChunkShape(cursor, rank, dataset, sideBytes);
        cursor.Skip(sideBytes); // the size of an element
        HdfChunkIndexKind kind = (HdfChunkIndexKind)cursor.ReadByte();
        long? size = null;
        uint skipped = 0;
        if (kind == HdfChunkIndexKind.Single && (flags & 2) != 0)
        {
            size = (long)cursor.ReadUInt64();
            skipped = cursor.ReadUInt32();
        }
        else if (kind == HdfChunkIndexKind.FixedArray)
            cursor.Skip(1);
        else if (kind is not (HdfChunkIndexKind.Single or HdfChunkIndexKind.Implicit))
            throw HdfCursor.Unsupported(source, $"chunks of '{path}' that can grow in number");
        return dataset with
        {
            ChunkIndexKind = kind,
            ChunkIndex = cursor.ReadUInt64(),
            ChunkShape = chunkShape,
            SingleChunkSize = size,
            SingleChunkMask = skipped,
        };
    }

    private long[] ReadChunkShape(SourceCursor cursor, int rank, HdfDataset dataset, int sideBytes)
    {
        if (rank != dataset.Shape.Length)
            throw HdfCursor.Damaged(source, $"'{path}' has chunks of rank {rank}");
        return [.. Enumerable.Range(0, rank).Select(_ => (long)cursor.ReadNumber(sideBytes))];
    }
}
