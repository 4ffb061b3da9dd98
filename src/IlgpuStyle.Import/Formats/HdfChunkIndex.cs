using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Lists the chunks of a dataset.</summary>
internal static class HdfChunkIndex
{
    private const int MaximumNodes = 100_000;

    /// <summary>The chunks in the order of the index.</summary>
    /// <param name="source">The file.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="chunkBytes">Bytes of a chunk without filters.</param>
    public static IEnumerable<HdfChunk> Read(ByteSource source, HdfDataset dataset, int chunkBytes) => dataset.ChunkIndexKind switch
    {
        HdfChunkIndexKind.Tree => ReadTree(source, dataset),
        HdfChunkIndexKind.Single =>
        [
            new(new long[dataset.Shape.Length], dataset.ChunkIndex, dataset.SingleChunkSize ?? chunkBytes, dataset.SingleChunkMask),
        ],
        HdfChunkIndexKind.Implicit => Origins(dataset)
            .Select((origin, i) => new HdfChunk(origin, dataset.ChunkIndex + (ulong)i * (ulong)chunkBytes, chunkBytes)),
        HdfChunkIndexKind.FixedArray => ReadArray(source, dataset, chunkBytes),
        _ => throw HdfCursor.Unsupported(source, "datasets that can grow"),
    };

    /// <summary>How many chunks cover the dataset, axis by axis.</summary>
    public static long[] Grid(HdfDataset dataset) =>
        [.. dataset.Shape.Zip(dataset.ChunkShape, (side, chunk) => (side + chunk - 1) / chunk)];

    private static IEnumerable<long[]> Origins(HdfDataset dataset)
    {
        long[] grid = Grid(dataset);
        long count = grid.Aggregate(1L, (product, side) => product * side);
        for (long i = 0; i < count; i++)
        {
            long[] origin = new long[grid.Length];
            long rest = i;
            for (int axis = grid.Length - 1; axis >= 0; axis--)
            {
                origin[axis] = rest % grid[axis] * dataset.ChunkShape[axis];
                rest /= grid[axis];
            }

            yield return origin;
        }
    }

    private static IEnumerable<HdfChunk> ReadTree(ByteSource source, HdfDataset dataset)
    {
        Stack<ulong> nodes = new([dataset.ChunkIndex]);
        HashSet<ulong> visited = [];
        while (nodes.TryPop(out ulong address))
        {
            if (!visited.Add(address) || nodes.Count > MaximumNodes)
                throw HdfCursor.Damaged(source, $"the chunks of '{dataset.Path}' have no end");
            SourceCursor cursor = HdfCursor.At(source, address, "TREE"u8);
            if (cursor.ReadByte() != 1)
                throw HdfCursor.Damaged(source, $"the tree at byte {address} indexes no chunks");
            byte level = cursor.ReadByte();
            int count = cursor.ReadUInt16();
            cursor.Skip(16);
            for (int i = 0; i < count; i++)
            {
                uint size = cursor.ReadUInt32();
                uint mask = cursor.ReadUInt32();
                long[] origin = [.. dataset.Shape.Select(_ => (long)cursor.ReadUInt64())];
                cursor.Skip(8);
                ulong child = cursor.ReadUInt64();
                if (level > 0)
                    nodes.Push(child);
                else
                    yield return new HdfChunk(origin, child, size, mask);
            }
        }
    }

    /// <summary>An array of addresses, in pages if it is long, each page behind the checksum of the one before.</summary>
    private static IEnumerable<HdfChunk> ReadArray(ByteSource source, HdfDataset dataset, int chunkBytes)
    {
        SourceCursor header = HdfCursor.At(source, dataset.ChunkIndex, "FAHD"u8);
        header.Skip(1);
        bool filtered = header.ReadByte() == 1;
        int entrySize = header.ReadByte();
        int pageBits = header.ReadByte();
        ulong count = header.ReadUInt64();
        ulong block = header.ReadUInt64();
        long pageLength = 1L << Math.Min(pageBits, 62);
        int sizeBytes = entrySize - 12;
        if (filtered ? sizeBytes is < 1 or > 8 : entrySize != 8)
            throw HdfCursor.Damaged(source, $"the chunks of '{dataset.Path}' are listed in entries of {entrySize} bytes");
        SourceCursor cursor = HdfCursor.At(source, block, "FADB"u8);
        cursor.Skip(10);
        bool paged = count > (ulong)pageLength;
        if (paged)
            cursor.Skip((long)((count - 1) / (ulong)pageLength / 8 + 1) + 4); // which pages are in use, checksum
        long i = 0;
        foreach (long[] origin in Origins(dataset))
        {
            if (paged && i > 0 && i % pageLength == 0)
                cursor.Skip(4);
            ulong address = cursor.ReadUInt64();
            yield return filtered
                ? new HdfChunk(origin, address, (long)cursor.ReadNumber(sizeBytes), cursor.ReadUInt32())
                : new HdfChunk(origin, address, chunkBytes);
            i++;
        }
    }
}
