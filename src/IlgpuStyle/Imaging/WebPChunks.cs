using System.Buffers.Binary;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The chunks of a WebP file (RFC 9649, 2.3): "RIFF", a length, "WEBP", then chunks of name, length and data, padded to even lengths.
/// </summary>
internal static class WebPChunks
{
    private const int HeaderLength = 12, Overhead = 8;

    /// <summary>The data of the first chunk of a name, which ImageMagick looks for only when it decodes; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        for (int offset = HeaderLength; offset + Overhead <= file.Length; offset += LengthAt(file, offset))
        {
            ReadOnlySpan<byte> data = file[(offset + Overhead)..];
            if (file[offset..].StartsWith(name))
                return data[..(int)Math.Min(DataLengthAt(file, offset), data.Length)];
        }

        return [];
    }

    /// <summary>
    /// The file with the first of its frames alone: ImageMagick decodes all of them for whatever is asked, and gives up at some thousands.
    /// </summary>
    public static byte[] WithOneFrame(byte[] file)
    {
        using MemoryStream result = new();
        result.Write(file, 0, Math.Min(HeaderLength, file.Length));
        bool hasFrame = false;
        for (int offset = HeaderLength, length; offset + Overhead <= file.Length; offset += length)
        {
            length = LengthAt(file, offset);
            bool isFrame = file.AsSpan(offset).StartsWith("ANMF"u8);
            if (!(isFrame && hasFrame))
                result.Write(file, offset, length);
            hasFrame |= isFrame;
        }

        byte[] one = result.ToArray();
        if (one.Length == file.Length || one.Length < HeaderLength)
            return file;
        BinaryPrimitives.WriteInt32LittleEndian(one.AsSpan(4), one.Length - 8);
        return one;
    }

    private static uint DataLengthAt(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file[(offset + 4)..]);

    // Of the whole chunk, as far as the file goes.
    private static int LengthAt(ReadOnlySpan<byte> file, int offset)
    {
        long length = DataLengthAt(file, offset);
        return (int)Math.Min(Overhead + length + (length & 1), file.Length - offset);
    }
}
