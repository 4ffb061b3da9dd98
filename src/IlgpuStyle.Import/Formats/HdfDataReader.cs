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
        {
            if (offset == source.Length && count > 0)
                throw new InputException(
                    $"'{source.DisplayName}': the numbers of dataset '{dataset.Path}' are not in this file: they were never written, or "
                    + "stand in another file, which is not opened.");
            return RawTensor.Read(source, dataset.Path, type, offset, count);
        }

        if (TensorElements.Count(dataset.ChunkShape) is not (> 0 and <= ImportLimits.MaximumTensorElements and var chunkCount)
            || TensorElements.Count(HdfChunkIndex.Grid(dataset)) is not { } places
            || places > ImportLimits.MaximumTensorElements / chunkCount)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has unusable chunks");
        int elementSize = TensorElements.SizeOf(type);
        if (count * elementSize > Math.Max(ImportLimits.HarmlessExpansionBytes, source.Length * ImportLimits.MaximumExpansion))
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' claims {count} numbers; a decompression bomb");
        byte[] bytes = new byte[count * elementSize];
        int chunkBytes = (int)chunkCount * elementSize;
        long copied = 0, chunks = 0;
        foreach (HdfChunk chunk in HdfChunkIndex.Read(source, dataset, chunkBytes))
        {
            if (++chunks > places || chunk.Origin.Zip(dataset.Shape).Any(pair => pair.First < 0 || pair.First >= pair.Second))
                throw HdfCursor.Damaged(source, $"'{dataset.Path}' has more chunks than places, or one outside");
            copied += Copy(dataset, Unfilter(source, dataset, chunk, chunkBytes, elementSize), chunk.Origin, elementSize, bytes);
        }

        if (copied != bytes.Length)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has {copied} of {bytes.Length} bytes");
        return RawTensor.Convert(type, bytes);
    }

    private static byte[] Unfilter(ByteSource source, HdfDataset dataset, HdfChunk chunk, int chunkBytes, int elementSize)
    {
        if (chunk.Address > long.MaxValue)
            throw HdfCursor.Damaged(source, $"'{dataset.Path}' has a chunk without data");
        byte[] bytes = source.ReadBytes((long)chunk.Address, chunk.Size);
        for (int filter = dataset.Filters.Count - 1; filter >= 0; filter--)
        {
            if (filter < 32 && (chunk.SkippedFilters >> filter & 1) != 0)
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
