using System.IO.Compression;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads the numbers of a dataset: contiguous, or in chunks that went through deflate, shuffle and checksum
/// filters.
/// </summary>
internal static class HdfDataReader
{
    private const int Deflate = 1, Shuffle = 2, Checksum = 3;

    /// <summary>Reads the numbers in row-major order.</summary>
    /// <exception cref="InputException">
    /// The data is missing or damaged, or the dataset larger than any convolution.
    /// </exception>
    public static float[] Read(ByteSource source, HdfDataset dataset)
    {
        if (dataset.DataType is not { } type)
            throw new InputException(
                $"'{source.DisplayName}': dataset '{dataset.Path}' holds no little-endian floating-point "
                + "numbers.");
        if (TensorElements.Count(dataset.Shape) is not { } count
            || count > ImportLimits.MaximumTensorElements)
            throw HdfCursor.Damaged(
                source, $"'{dataset.Path}' claims shape ({string.Join(", ", dataset.Shape)})");
        if (dataset.Offset is { } offset)
            return RawTensor.Read(source, dataset.Path, type, offset, count);
        if (TensorElements.Count(dataset.ChunkShape) is not { } chunkCount
            || chunkCount is 0 or > ImportLimits.MaximumTensorElements)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has unusable chunks");
        int elementSize = TensorElements.SizeOf(type);
        byte[] bytes = new byte[count * elementSize];
        Stack<ulong> nodes = new([(ulong)dataset.ChunkIndex]);
        HashSet<ulong> visited = [];
        long copied = 0;
        while (nodes.TryPop(out ulong node))
        {
            if (!visited.Add(node) || copied > bytes.Length)
                throw HdfCursor.Damaged(source, $"the chunks of '{dataset.Path}' have no end");
            copied += ReadNode(
                source, dataset, node, nodes, (int)chunkCount * elementSize, elementSize, bytes);
        }

        if (copied != bytes.Length)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has {copied} of {bytes.Length} bytes");
        return RawTensor.Convert(type, bytes);
    }

    private static long ReadNode(
        ByteSource source, HdfDataset dataset, ulong address, Stack<ulong> nodes, int chunkBytes,
        int elementSize, byte[] target)
    {
        SourceCursor cursor = HdfCursor.At(source, address, "TREE"u8);
        if (cursor.ReadByte() != 1)
            throw HdfCursor.Damaged(source, $"the tree at byte {address} indexes no chunks");
        byte level = cursor.ReadByte();
        int count = cursor.ReadUInt16();
        cursor.Skip(16);
        long copied = 0;
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
                copied += Copy(
                    dataset, Unfilter(source, dataset, child, size, mask, chunkBytes, elementSize), origin,
                    elementSize, target);
        }

        return copied;
    }

    private static byte[] Unfilter(
        ByteSource source, HdfDataset dataset, ulong address, uint size, uint mask, int chunkBytes,
        int elementSize)
    {
        if (address > long.MaxValue)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has a chunk without data");
        byte[] bytes = source.ReadBytes((long)address, size);
        for (int filter = dataset.Filters.Count - 1; filter >= 0; filter--)
        {
            if (filter < 32 && (mask >> filter & 1) != 0)
                continue;
            bytes = dataset.Filters[filter] switch
            {
                Deflate => Inflate(source, bytes, chunkBytes),
                Shuffle => Unshuffle(bytes, elementSize),
                Checksum when bytes.Length >= 4 => bytes[..^4],
                _ => throw HdfCursor.Unsupported(source, $"filter {dataset.Filters[filter]}"),
            };
        }

        return bytes.Length == chunkBytes
            ? bytes
            : throw HdfCursor.Damaged(
                source, $"a chunk of '{dataset.Path}' has {bytes.Length} bytes, expected {chunkBytes}");
    }

    /// <summary>
    /// Inflates one chunk; a checksum behind the data may add four bytes. More than that is damage.
    /// </summary>
    private static byte[] Inflate(ByteSource source, byte[] bytes, int chunkBytes)
    {
        if (chunkBytes > Math.Max(
            ImportLimits.HarmlessExpansionBytes, bytes.Length * ImportLimits.MaximumExpansion))
            throw HdfCursor.Damaged(
                source, $"a chunk claims {chunkBytes} bytes from {bytes.Length}; a decompression bomb");
        byte[] result = new byte[chunkBytes + 5];
        try
        {
            using ZLibStream stream = new(new MemoryStream(bytes), CompressionMode.Decompress);
            int length = stream.ReadAtLeast(result, result.Length, throwOnEndOfStream: false);
            return result[..length];
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(
                $"'{source.DisplayName}' is a damaged HDF5 file: a compressed chunk is corrupt.", exception);
        }
    }

    /// <summary>
    /// Undoes the shuffle filter, which stores all first bytes, then all second bytes, and so on.
    /// </summary>
    private static byte[] Unshuffle(byte[] bytes, int elementSize)
    {
        byte[] result = new byte[bytes.Length];
        int count = bytes.Length / elementSize;
        for (int plane = 0; plane < elementSize; plane++)
        {
            for (int i = 0; i < count; i++)
                result[i * elementSize + plane] = bytes[plane * count + i];
        }

        return result;
    }

    /// <summary>Copies the part of a chunk that lies inside the dataset; returns the bytes copied.</summary>
    private static long Copy(HdfDataset dataset, byte[] chunk, long[] origin, int elementSize, byte[] target)
    {
        long[] index = new long[origin.Length];
        int last = origin.Length - 1;
        if (origin.Zip(dataset.Shape).Any(pair => pair.First < 0 || pair.First >= pair.Second))
            return 0;
        long run = Math.Min(dataset.ChunkShape[last], dataset.Shape[last] - origin[last]) * elementSize;
        long copied = 0;
        for (long source = 0; source < chunk.Length; source += dataset.ChunkShape[last] * elementSize)
        {
            long position = 0;
            bool inside = true;
            for (int axis = 0; axis <= last; axis++)
            {
                long coordinate = origin[axis] + index[axis];
                inside &= coordinate < dataset.Shape[axis];
                position = position * dataset.Shape[axis] + coordinate;
            }

            if (inside)
            {
                Array.Copy(chunk, source, target, position * elementSize, run);
                copied += run;
            }

            for (int axis = last - 1; axis >= 0 && ++index[axis] == dataset.ChunkShape[axis]; axis--)
                index[axis] = 0;
        }

        return copied;
    }
}
