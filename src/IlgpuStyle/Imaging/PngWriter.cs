using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Writes PNG files (W3C PNG, third edition), 8 or 16 bits a sample, RGB or RGBA. Rows go from the picture to the
/// stream some at a time, so that a picture of any size needs no second copy, neither of its pixels nor of
/// its file. The same picture gives the same bytes.
/// </summary>
internal static class PngWriter
{
    private const byte Rgb = 2, RgbAlpha = 6;

    // sRGB: rendering intent 1, relative colorimetric.
    private const byte RenderingIntent = 1;

    // Rows are filtered by all threads, then compressed by one: some rows for each keep both busy.
    private const int RowsAtATime = 64;

    /// <summary>Writes a whole file.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="image">Values are limited to [0, 1] and rounded to the nearest of 256 or 65536 steps.</param>
    /// <param name="settings">
    /// Bits, profile, EXIF block, and pairs for <see cref="PngTextChunks"/>, all ahead of the pixels; behind them the seal.
    /// </param>
    public static void Write(Stream stream, RgbImage image, PictureWriting settings)
    {
        if (!settings.IsSealed)
        {
            WriteToPixels(stream, image, settings);
            WriteChunk(stream, "IEND"u8, []);
            return;
        }

        byte[] blank = End(PictureSeal.Blank);
        int digits = PictureSeal.DigitsIn(blank);
        using SHA256 ahead = SHA256.Create();
        using (CryptoStream hashed = new(stream, ahead, CryptoStreamMode.Write, leaveOpen: true))
        {
            WriteToPixels(hashed, image, settings);
            hashed.Write(blank, 0, digits);
        }

        stream.Write(End(PictureSeal.Of(ahead.Hash!, PictureSeal.BehindPng(blank, digits))).AsSpan(digits));
    }

    // The seal's chunk and the last one.
    private static byte[] End(string seal)
    {
        using MemoryStream end = new();
        PngTextChunks.Write(end, PictureSeal.Keyword, seal);
        WriteChunk(end, "IEND"u8, []);
        return end.ToArray();
    }

    private static void WriteToPixels(Stream stream, RgbImage image, PictureWriting settings)
    {
        stream.Write(PngChunks.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = (byte)settings.Depth;
        header[9] = image.Alpha is null ? Rgb : RgbAlpha;
        WriteChunk(stream, "IHDR"u8, header);
        if (settings.Profile is { } profile)
            WriteChunk(stream, "iCCP"u8, [.. "ICC profile\0\0"u8, .. Deflated(profile)]);
        else
            WriteChunk(stream, "sRGB"u8, [RenderingIntent]);
        if (settings.Exif is { } exif)
            WriteChunk(stream, "eXIf"u8, exif);
        foreach ((string keyword, string text) in settings.Texts)
            PngTextChunks.Write(stream, keyword, text);
        using (PngDataStream data = new(stream))
        using (ZLibStream compressed = new(data, CompressionLevel.Optimal))
            WriteRows(compressed, image, settings.Depth);
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

    private static byte[] Deflated(byte[] data)
    {
        using MemoryStream result = new();
        using (ZLibStream deflated = new(result, CompressionLevel.SmallestSize, leaveOpen: true))
            deflated.Write(data);
        return result.ToArray();
    }

    private static void WriteRows(Stream stream, RgbImage image, int depth)
    {
        int distance = PixelBytes.Samples(image) * depth / 8, length = image.Width * distance;
        // Row 0 is the one above the others: zeros above the picture.
        byte[] rows = new byte[(RowsAtATime + 1) * length], filtered = new byte[RowsAtATime * (length + 1)];
        for (int top = 0; top < image.Height; top += RowsAtATime)
        {
            int count = Math.Min(RowsAtATime, image.Height - top), first = top;
            Parallel.For(
                0, count,
                row => PixelBytes.FromRow(image, first + row, rows.AsSpan((row + 1) * length, length), depth));
            Parallel.For(0, count, row => PngFilter.Apply(
                rows.AsSpan((row + 1) * length, length), rows.AsSpan(row * length, length), distance,
                filtered.AsSpan(row * (length + 1), length + 1)));
            stream.Write(filtered, 0, count * (length + 1));
            rows.AsSpan(count * length, length).CopyTo(rows);
        }
    }
}
