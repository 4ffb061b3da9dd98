using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Writes PNG files (W3C PNG, third edition), 8 bits a sample, RGB or RGBA. Rows go from the picture to the
/// stream some at a time, so that a picture of any size needs no second copy, neither of its pixels nor of
/// its file. The same picture gives the same bytes.
/// </summary>
internal static class PngWriter
{
    private const byte BitDepth = 8, Rgb = 2, RgbAlpha = 6;

    // Rows are filtered by all threads, then compressed by one: some rows for each keep both busy.
    private const int RowsAtATime = 64;

    /// <summary>Writes a whole file.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="image">Values are limited to [0, 1] and rounded to the nearest of 256 steps.</param>
    /// <param name="texts">Pairs for <see cref="PngTextChunks"/>, ahead of the pixels.</param>
    public static void Write(Stream stream, RgbImage image, IEnumerable<KeyValuePair<string, string>> texts)
    {
        stream.Write(PngStructure.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = BitDepth;
        header[9] = image.Alpha is null ? Rgb : RgbAlpha;
        WriteChunk(stream, "IHDR"u8, header);
        foreach ((string keyword, string text) in texts)
            PngTextChunks.Write(stream, keyword, text);
        using (PngDataStream data = new(stream))
        using (ZLibStream compressed = new(data, CompressionLevel.Optimal))
            WriteRows(compressed, image);
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>One chunk: length, type, data, CRC of type and data.</summary>
    public static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        Crc32 crc = new();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.GetCurrentHashAsUInt32());
        stream.Write(word);
    }

    private static void WriteRows(Stream stream, RgbImage image)
    {
        int distance = PixelBytes.Samples(image), length = image.Width * distance;
        // Row 0 is the one above the others: zeros above the picture.
        byte[] rows = new byte[(RowsAtATime + 1) * length], filtered = new byte[RowsAtATime * (length + 1)];
        for (int top = 0; top < image.Height; top += RowsAtATime)
        {
            int count = Math.Min(RowsAtATime, image.Height - top), first = top;
            Parallel.For(
                0, count,
                row => PixelBytes.FromRow(image, first + row, rows.AsSpan((row + 1) * length, length)));
            Parallel.For(0, count, row => PngFilter.Apply(
                rows.AsSpan((row + 1) * length, length), rows.AsSpan(row * length, length), distance,
                filtered.AsSpan(row * (length + 1), length + 1)));
            stream.Write(filtered, 0, count * (length + 1));
            rows.AsSpan(count * length, length).CopyTo(rows);
        }
    }
}
