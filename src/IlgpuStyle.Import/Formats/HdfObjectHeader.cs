using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A version-1 object header: the messages that make an object a group or a dataset.</summary>
internal sealed class HdfObjectHeader
{
    private const int Dataspace = 1, LinkInfo = 2, DataType = 3, Layout = 8;
    private const int FilterPipeline = 11, Continuation = 16, SymbolTableType = 17;
    private const int MaximumBlocks = 256, MaximumRank = 32;

    private readonly ByteSource source;
    private readonly Dictionary<int, SourceCursor> messages = [];

    private HdfObjectHeader(ByteSource source) => this.source = source;

    /// <summary>The addresses of a group's tree and heap; null if the object is no group.</summary>
    public (ulong Tree, ulong Heap)? SymbolTable { get; private set; }

    /// <summary>Reads the header and remembers where its messages lie.</summary>
    public static HdfObjectHeader Read(ByteSource source, ulong address)
    {
        HdfObjectHeader header = new(source);
        SourceCursor cursor = HdfCursor.At(source, address);
        byte version = cursor.ReadByte();
        if (version != 1)
            throw HdfCursor.Unsupported(source, $"an object header of version {version}");
        cursor.Skip(7);
        uint size = cursor.ReadUInt32();
        cursor.Skip(4);
        Queue<(ulong Address, ulong Size)> blocks = new([((ulong)cursor.Position, size)]);
        for (int block = 0; blocks.TryDequeue(out (ulong Address, ulong Size) next); block++)
        {
            if (block > MaximumBlocks)
                throw HdfCursor.Damaged(source, "an object header has no end");
            header.ReadBlock(next.Address, next.Size, blocks);
        }

        if (header.messages.TryGetValue(SymbolTableType, out SourceCursor? table))
            header.SymbolTable = (table.ReadUInt64(), table.ReadUInt64());
        else if (header.messages.ContainsKey(LinkInfo))
            throw HdfCursor.Unsupported(source, "groups of the newer kind");
        return header;
    }

    /// <summary>The dataset that the header describes, or null if it describes something else.</summary>
    public HdfDataset? Dataset(string path)
    {
        if (!messages.TryGetValue(Dataspace, out SourceCursor? space)
            || !messages.TryGetValue(Layout, out SourceCursor? layout)
            || !messages.TryGetValue(DataType, out SourceCursor? type))
            return null;
        HdfDataset dataset = new() { Path = path, Shape = ReadShape(space), DataType = ReadType(type) };
        return ReadLayout(layout, dataset) with
        {
            Filters = messages.TryGetValue(FilterPipeline, out SourceCursor? filters)
                ? ReadFilters(filters)
                : [],
        };
    }

    private void ReadBlock(ulong address, ulong size, Queue<(ulong Address, ulong Size)> blocks)
    {
        SourceCursor cursor = HdfCursor.At(source, address);
        if (size > (ulong)cursor.Remaining)
            throw HdfCursor.Damaged(source, $"an object header at byte {address} claims {size} bytes");
        long end = cursor.Position + (long)size;
        while (cursor.Position + 8 <= end)
        {
            int type = cursor.ReadUInt16();
            int length = cursor.ReadUInt16();
            cursor.Skip(4);
            SourceCursor content = new(source, cursor.Position);
            if (type == Continuation)
                blocks.Enqueue((content.ReadUInt64(), content.ReadUInt64()));
            else
                messages.TryAdd(type, content);
            cursor.Skip(length);
        }
    }

    private long[] ReadShape(SourceCursor cursor)
    {
        byte version = cursor.ReadByte();
        int rank = cursor.ReadByte();
        if (version is not (1 or 2) || rank > MaximumRank)
            throw HdfCursor.Damaged(source, $"a dataspace has version {version} and rank {rank}");
        cursor.Skip(version == 1 ? 6 : 2);
        return [.. Enumerable.Range(0, rank).Select(_ => (long)cursor.ReadUInt64())];
    }

    private static TensorDataType? ReadType(SourceCursor cursor)
    {
        int classAndVersion = cursor.ReadByte();
        int flags = cursor.ReadByte();
        cursor.Skip(2);
        const int floatingPoint = 1, bigEndian = 1;
        if ((classAndVersion & 15) != floatingPoint || (flags & bigEndian) != 0)
            return null;
        return cursor.ReadUInt32() switch
        {
            2 => TensorDataType.F16,
            4 => TensorDataType.F32,
            8 => TensorDataType.F64,
            _ => null,
        };
    }

    private HdfDataset ReadLayout(SourceCursor cursor, HdfDataset dataset)
    {
        byte version = cursor.ReadByte();
        byte kind = cursor.ReadByte();
        if (version != 3)
            throw HdfCursor.Unsupported(source, $"a data layout of version {version}");
        switch (kind)
        {
            case 0: // compact: the data is in the header
                cursor.ReadUInt16();
                return dataset with { Offset = cursor.Position };
            case 1:
                ulong address = cursor.ReadUInt64();
                return dataset with { Offset = address > long.MaxValue ? source.Length : (long)address };
            case 2:
                int rank = cursor.ReadByte() - 1;
                ulong index = cursor.ReadUInt64();
                if (rank != dataset.Shape.Length)
                    throw HdfCursor.Damaged(source, $"'{dataset.Path}' has chunks of rank {rank}");
                return dataset with
                {
                    ChunkIndex = index > long.MaxValue ? source.Length : (long)index,
                    ChunkShape = [.. Enumerable.Range(0, rank).Select(_ => (long)cursor.ReadUInt32())],
                };
            default:
                throw HdfCursor.Damaged(source, $"'{dataset.Path}' has the unknown layout {kind}");
        }
    }

    private List<int> ReadFilters(SourceCursor cursor)
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
}
