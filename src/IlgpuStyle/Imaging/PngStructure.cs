using System.IO.Compression;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The chunk structure of a PNG file (W3C PNG, third edition): signature, then chunks of length, type, data
/// and CRC, from IHDR to IEND.
/// </summary>
internal static class PngStructure
{
    /// <summary>Length of the signature.</summary>
    public const int SignatureLength = 8;

    /// <summary>The first bytes of every PNG file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private const int HeaderOffset = 16;

    // Bytes behind the last pixel that are forgiven; some encoders pad.
    private const int Slack = 64 * 1024;

    /// <summary>Reads IHDR, and the orientation from an eXIf chunk if there is one.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        if (window.Slice(12, 4).SequenceEqual("CgBI"u8))
            throw new InvalidDataException(
                "it is a PNG in Apple's private variant (CgBI); convert it to an ordinary PNG first");
        if (!window.Slice(12, 4).SequenceEqual("IHDR"u8))
            throw new InvalidDataException("the PNG is damaged: it does not start with IHDR");
        var size = new ImageSize(
            Extent(window.U32Big(HeaderOffset)), Extent(window.U32Big(HeaderOffset + 4)));
        int depth = window.U8(HeaderOffset + 8);
        if (SamplesPerPixel(file) == 0 || depth is not (1 or 2 or 4 or 8 or 16))
            throw new InvalidDataException(
                "the PNG is damaged: IHDR names no valid colour type and bit depth");
        return new ImageHeader(ImageFormat.Png, size, Orientation(file), depth);
    }

    /// <summary>
    /// Checks that the chunks reach IEND, that critical chunks have the right CRC, and that IDAT inflates to
    /// as many bytes as the header needs: no fewer (truncated) and not many more (a bomb behind a small
    /// header).
    /// </summary>
    public static void CheckComplete(byte[] file)
    {
        foreach (PngChunk chunk in PngChunk.Walk(file))
        {
            if (chunk.IsCritical && !chunk.HasValidCrc(file))
                throw new InvalidDataException(
                    $"the PNG is damaged: wrong checksum of chunk {chunk.Type} at byte {chunk.Offset}");
        }

        long expected = PngPass.DataLength(PngPass.All(file));
        long found = InflatedLength(file, expected + Slack);
        if (found < expected)
            throw new InvalidDataException(
                $"the PNG is truncated or damaged: {found} bytes of pixels, expected {expected}");
        if (found > expected + Slack)
            throw new InvalidDataException(
                $"the PNG is damaged: its data inflate to more than the {expected} bytes of its pixels");
    }

    /// <summary>The inflated IDAT data: filtered rows, pass by pass.</summary>
    public static Stream OpenData(byte[] file)
    {
        var deflated = new MemoryStream();
        foreach (PngChunk chunk in PngChunk.Walk(file))
        {
            if (chunk.Type == "IDAT")
                deflated.Write(file, chunk.Offset + 8, chunk.Length);
        }

        deflated.Position = 0;
        return new ZLibStream(deflated, CompressionMode.Decompress);
    }

    /// <summary>
    /// Samples per pixel by colour type: 1 grey or palette index, 2 grey and alpha, 3 RGB, 4 RGBA; 0 if
    /// unknown.
    /// </summary>
    public static int SamplesPerPixel(ReadOnlySpan<byte> file)
    {
        return new ByteWindow(file).U8(HeaderOffset + 9) switch
        {
            0 or 3 => 1,
            4 => 2,
            2 => 3,
            6 => 4,
            _ => 0,
        };
    }

    // Stops soon after `limit`.
    private static long InflatedLength(byte[] file, long limit)
    {
        long length = 0;
        try
        {
            using Stream data = OpenData(file);
            byte[] block = new byte[Slack];
            for (int read; length <= limit && (read = data.Read(block)) > 0; length += read)
            {
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // Which of zlib's complaints it was helps nobody; the runtime words them for archives.
            throw new InvalidDataException(
                $"the PNG is damaged: its data do not inflate beyond byte {length} of the pixels",
                exception);
        }

        return length;
    }

    private static int Extent(uint value) => value <= int.MaxValue ? (int)value : int.MaxValue;

    private static int Orientation(ReadOnlySpan<byte> file)
    {
        for (long offset = SignatureLength; offset + PngChunk.Overhead <= file.Length;)
        {
            var window = new ByteWindow(file);
            uint length = window.U32Big(offset);
            bool isWhole = offset + PngChunk.Overhead + length <= file.Length;
            if (isWhole && window.Slice(offset + 4, 4).SequenceEqual("eXIf"u8))
                return ExifOrientation.Parse(window.Slice(offset + 8, length));
            offset += PngChunk.Overhead + length;
        }

        return 1;
    }
}
