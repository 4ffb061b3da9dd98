using System.IO.Compression;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>What the chunks of a PNG file say of its colours and of how it lies (W3C PNG, third edition, chapter 11.3).</summary>
internal static class PngStructure
{
    // The third edition's order: a chunk further on is only asked where those before it are not there.
    private static readonly string[] s_colorChunks = ["cICP", "iCCP", "sRGB"];

    /// <summary>Reads the chunks, and checks those that decide pixels.</summary>
    /// <exception cref="InvalidDataException">One of those is damaged, or they do not reach IEND.</exception>
    public static ImageHeader ReadHeader(byte[] file)
    {
        PngChunks chunks = PngChunks.Of(file);
        (bool isSrgb, byte[]? implied) = Colors(chunks);
        // One chunk speaks: a bomb may hold thousands that inflate to megabytes.
        int orientation = Orientation(chunks.First(chunk => IsExif(chunk, file)), file);
        return new ImageHeader(chunks.Size, orientation)
        {
            Profile = implied,
            IsPlain = isSrgb && !chunks.IsInterlaced && orientation == 1,
            Chunks = chunks,
        };
    }

    /// <summary>
    /// The file for a reader that would take some of what it says of its colours into account and not the rest: without that, if it is
    /// known, and without what is damaged.
    /// </summary>
    /// <param name="header">Of a PNG.</param>
    /// <exception cref="InvalidDataException">Its transparent colour has 16 bits a sample, of which such a reader compares 8.</exception>
    public static byte[] ForOtherReader(ImageHeader header)
    {
        PngChunks chunks = header.Chunks!;
        if (chunks.Depth == 16 && !chunks.Find("tRNS").IsEmpty)
        {
            throw new InvalidDataException("its transparent colour has 16 bits a sample, which cannot be told from its neighbours in a "
                + "PNG that is interlaced, turned or in another colour space; save it with an alpha channel");
        }

        return chunks.Without(header.Profile is null ? [] : [.. s_colorChunks, "gAMA", "cHRM"]);
    }

    /// <summary>Whether the file means sRGB; if not, the profile that it carries, or the one that its numbers mean.</summary>
    private static (bool IsSrgb, byte[]? Implied) Colors(PngChunks chunks)
    {
        string? decisive = s_colorChunks.FirstOrDefault(type => chunks.First(chunk => chunk.Type == type).Type is not null);
        ReadOnlySpan<byte> found = decisive is null ? [] : chunks.Find(decisive);
        byte[]? implied = null;
        switch (decisive)
        {
            case "sRGB":
                return (true, null);
            case "iCCP":
                // A name, 0, the method 0, the deflated profile.
                implied = Inflated(found[Math.Min(found.Length, found.IndexOf((byte)0) + 2)..]);
                return IccProfile.IsSrgb(implied) ? (true, null) : (false, implied);
            case "cICP" when found.Length >= 2:
                implied = CodedColors.Profile(found[0], found[1]);
                break;
            case null:
                implied = CodedColors.Profile(Numbers(chunks, "gAMA", 1)?[0], Numbers(chunks, "cHRM", 8));
                break;
        }

        return (implied is null, implied);
    }

    private static double[]? Numbers(PngChunks chunks, string type, int count)
    {
        PngChunk chunk = chunks.First(chunk => chunk.Type == type && chunk.Length == 4 * count);
        return chunk.Type is null
            ? null
            : [.. Enumerable.Range(0, count).Select(i => new ByteWindow(chunk.Data(chunks.File)).U32Big(4 * i) / 100_000.0)];
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
}
