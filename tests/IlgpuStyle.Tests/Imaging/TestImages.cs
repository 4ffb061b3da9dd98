using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Pictures and files made from nothing, so that tests know every byte.</summary>
internal static class TestImages
{
    /// <summary>Smooth in x and y, different in each channel, every value a multiple of 1/255.</summary>
    public static RgbImage Gradient(int width, int height, bool withAlpha = false)
    {
        float[] data = new float[3 * width * height];
        float[] alpha = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                data[i] = (x * 255 / width) / 255f;
                data[(width * height) + i] = (y * 255 / height) / 255f;
                data[(2 * width * height) + i] = ((x + y) * 255 / (width + height)) / 255f;
                alpha[i] = ((i * 37) % 256) / 255f;
            }
        }

        return new RgbImage(width, height, data, withAlpha ? alpha : null);
    }

    /// <summary>A PNG file with any header and unfiltered rows.</summary>
    public static byte[] Png(
        int width, int height, byte depth, byte colourType, byte[] rows,
        params (string Type, byte[] Data)[] extra)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colourType;
        return Png(header, rows, extra);
    }

    /// <summary>A PNG file of a given IHDR and raw data.</summary>
    public static byte[] Png(byte[] header, byte[] rows, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in extra)
            WriteChunk(file, type, data);
        WriteChunk(file, "IDAT", Deflate(rows));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>An EXIF block of one directory entry.</summary>
    public static byte[] Exif(int orientation, bool littleEndian, ushort type = 3)
    {
        byte[] tiff = new byte[26];
        Encoding.Latin1.GetBytes(littleEndian ? "II*\0" : "MM\0*").CopyTo(tiff, 0);
        Put(tiff, 4, 8, 4, littleEndian);
        Put(tiff, 8, 1, 2, littleEndian);
        Put(tiff, 10, 0x0112, 2, littleEndian);
        Put(tiff, 12, type, 2, littleEndian);
        Put(tiff, 14, 1, 4, littleEndian);
        Put(tiff, 18, orientation, 2, littleEndian);
        return tiff;
    }

    /// <summary>The JPEG with an EXIF segment as its first one, which counts before any other.</summary>
    public static byte[] WithExif(byte[] jpeg, byte[] tiff)
    {
        byte[] segment = [0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>The file that <see cref="ImageFile.Write"/> makes.</summary>
    public static byte[] Encode(RgbImage image, string extension, int quality = 95)
    {
        using var folder = new TemporaryFolder();
        ImageFile.Write(folder.File("x" + extension), image, new PictureWriting { Quality = quality });
        return File.ReadAllBytes(folder.File("x" + extension));
    }

    /// <summary>The picture in a file of these bytes.</summary>
    public static RgbImage Decode(byte[] file, AlphaMode alpha = AlphaMode.Keep, ImageLimits? limits = null)
    {
        using var folder = new TemporaryFolder();
        return ImageFile.Read(folder.Write("picture", file), alpha, limits);
    }

    /// <summary>Puts the right CRC behind every chunk, so that a mutation reaches the decoder.</summary>
    public static void RepairChecksums(byte[] png)
    {
        for (long offset = 8; offset + 12 <= png.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan((int)offset));
            if (offset + 12 + length > png.Length)
                return;
            var typed = new ReadOnlySpan<byte>(png, (int)offset + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)(offset + 8 + length)), Crc(typed));
            offset += 12 + length;
        }
    }

    private static byte[] Deflate(byte[] data)
    {
        using var result = new MemoryStream();
        using (var deflate = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(data);
        return result.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        byte[] typed = [.. Encoding.Latin1.GetBytes(type), .. data];
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc(typed));
        file.Write(word);
    }

    // Bit by bit, on purpose not the table that the library uses.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static void Put(byte[] target, int offset, int value, int length, bool littleEndian)
    {
        for (int i = 0; i < length; i++)
            target[offset + i] = (byte)(value >> (8 * (littleEndian ? i : length - 1 - i)));
    }
}
