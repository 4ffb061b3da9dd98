using System.IO.Compression;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The chunk structure of a PNG file (W3C PNG, third edition): signature, then chunks of length, type, data and CRC, from IHDR to IEND.
/// </summary>
internal static class PngStructure
{
    /// <summary>Length of the signature.</summary>
    public const int SignatureLength = 8;

    /// <summary>Where the header's data begin: width, height, bits of a sample, colour type, …</summary>
    public const int HeaderOffset = 16;

    // The third edition's order: a chunk further on is only asked where those before it are not there.
    private static readonly string[] s_colorChunks = ["cICP", "iCCP", "sRGB"];

    /// <summary>The first bytes of every PNG file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads the chunks; those of a plain file are checked as far as the pixels.</summary>
    /// <exception cref="InvalidDataException">Chunks do not reach IEND, or a critical one has a wrong CRC.</exception>
    public static ImageHeader ReadHeader(byte[] file)
    {
        var window = new ByteWindow(file);
        if (window.Slice(12, 4).SequenceEqual("CgBI"u8))
            throw new InvalidDataException("it is a PNG in Apple's private variant (CgBI); convert it to an ordinary PNG first");
        if (!window.Slice(12, 4).SequenceEqual("IHDR"u8))
            throw new InvalidDataException("the PNG is damaged: it does not start with IHDR");
        ImageSize size = new(Extent(window.U32Big(HeaderOffset)), Extent(window.U32Big(HeaderOffset + 4)));
        List<PngChunk> chunks = PngChunk.Walk(file);
        foreach (PngChunk chunk in chunks)
        {
            if (chunk.IsCritical && !chunk.HasValidCrc(file))
                throw new InvalidDataException($"the PNG is damaged: wrong checksum of chunk {chunk.Type} at byte {chunk.Offset}");
        }

        (bool isSrgb, byte[]? implied) = Colors(file, chunks);
        bool is16Bit = window.U8(HeaderOffset + 8) > 8, isInterlaced = window.U8(HeaderOffset + 12) != 0;
        // One chunk speaks: a bomb may hold thousands that inflate to megabytes.
        int orientation = Orientation(chunks.Find(chunk => IsExif(chunk, file)), file);
        return new ImageHeader(size, orientation)
        {
            Profile = implied,
            IsPlain = isSrgb && !is16Bit && !isInterlaced && orientation == 1,
        };
    }

    /// <summary>
    /// The file without what it says of its colours: for a reader that would take some of it into account and not the rest.
    /// </summary>
    public static byte[] WithoutColors(byte[] file)
    {
        using MemoryStream result = new();
        result.Write(Signature);
        foreach (PngChunk chunk in PngChunk.Walk(file))
        {
            if (chunk.Type is not ("cICP" or "iCCP" or "sRGB" or "gAMA" or "cHRM"))
                result.Write(file, chunk.Offset, chunk.Length + PngChunk.Overhead);
        }

        return result.ToArray();
    }

    /// <summary>Whether the file means sRGB; if not, the profile that it carries, or the one that its numbers mean.</summary>
    private static (bool IsSrgb, byte[]? Implied) Colors(byte[] file, List<PngChunk> chunks)
    {
        string? decisive = s_colorChunks.FirstOrDefault(type => chunks.Exists(chunk => chunk.Type == type));
        PngChunk found = chunks.Find(chunk => chunk.Type == decisive);
        byte[]? implied = null;
        switch (decisive)
        {
            case "sRGB":
                return (true, null);
            case "iCCP":
                // A name, 0, the method 0, the deflated profile.
                ReadOnlySpan<byte> named = found.Data(file);
                implied = Inflated(named[Math.Min(named.Length, named.IndexOf((byte)0) + 2)..]);
                return IccProfile.IsSrgb(implied) ? (true, null) : (false, implied);
            case "cICP" when found.Length >= 2:
                ReadOnlySpan<byte> points = found.Data(file);
                implied = CodedColors.Profile(points[0], points[1]);
                break;
            case null:
                implied = CodedColors.Profile(
                    Numbers(file, chunks, "gAMA", 1)?[0], Numbers(file, chunks, "cHRM", 8));
                break;
        }

        return (implied is null, implied);
    }

    private static double[]? Numbers(byte[] file, List<PngChunk> chunks, string type, int count)
    {
        PngChunk chunk = chunks.Find(chunk => chunk.Type == type && chunk.Length == 4 * count);
        return chunk.Type is null
            ? null
            : [.. Enumerable.Range(0, count).Select(i => new ByteWindow(chunk.Data(file)).U32Big(4 * i) / 100_000.0)];
    }

    /// <summary>Deflated data of a chunk, as far as they inflate and a profile of a display or a thumbnail goes.</summary>
    private static byte[] Inflated(ReadOnlySpan<byte> data)
    {
        byte[] inflated = new byte[1 << 22];
        try
        {
            using ZLibStream stream = new(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            return inflated[..stream.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Whether a chunk holds an EXIF block, also one that ImageMagick wrote as a text of hexadecimal digits.</summary>
    private static bool IsExif(PngChunk chunk, byte[] file) => chunk.Type == "eXIf" || (chunk.Type is "tEXt" or "zTXt"
        && (chunk.Data(file).StartsWith("Raw profile type exif\0"u8) || chunk.Data(file).StartsWith("Raw profile type APP1\0"u8)));

    /// <summary>What such a chunk says of how the picture lies; upright without one.</summary>
    private static int Orientation(PngChunk chunk, byte[] file)
    {
        if (chunk.Type is null)
            return 1;
        ReadOnlySpan<byte> data = chunk.Data(file);
        if (chunk.Type == "eXIf")
            return new TiffTags(data).OrientationOrUpright();
        ReadOnlySpan<byte> text = data[(data.IndexOf((byte)0) + 1)..];
        if (chunk.Type == "zTXt")
            text = Inflated(text[Math.Min(1, text.Length)..]);
        // An empty line, the profile's name, its length, then its digits in lines.
        string[] lines = Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            byte[] exif = Convert.FromHexString(string.Concat(lines.Skip(2)).Trim());
            return new TiffTags(exif.AsSpan().StartsWith("Exif\0\0"u8) ? exif.AsSpan(6) : exif).OrientationOrUpright();
        }
        catch (FormatException)
        {
            return 1;
        }
    }

    private static int Extent(uint value) => value <= int.MaxValue ? (int)value : int.MaxValue;
}
