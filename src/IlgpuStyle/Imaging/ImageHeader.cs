namespace IlgpuStyle.Imaging;

/// <summary>What a PNG or JPEG file says of itself before anything is decoded: enough to tell whether it is plain.</summary>
/// <param name="Size">Size as stored.</param>
/// <param name="Orientation">EXIF's orientation, 1 to 8; 1 is upright.</param>
internal sealed record ImageHeader(ImageSize Size, int Orientation)
{
    /// <summary>The size once it is turned.</summary>
    public ImageSize UprightSize => Orientation >= 5 ? new ImageSize(Size.Height, Size.Width) : Size;

    /// <summary>
    /// Whether it is a PNG that is read by rows, or a JPEG of the kind that StbImageSharp reads rightly: sRGB, upright, complete.
    /// ImageMagick reads the others.
    /// </summary>
    public bool IsPlain { get; init; }

    /// <summary>The ICC profile of a PNG's values, carried or named by numbers, and of a camera's JPEG that names Adobe RGB; null for
    /// sRGB.</summary>
    public byte[]? Profile { get; init; }

    /// <summary>Whether a JPEG comes in several scans: a decoder then keeps the coefficients of the whole picture.</summary>
    public bool HasManyScans { get; init; }

    /// <summary>Whether only the end marker is missing.</summary>
    public bool LacksEnd { get; init; }

    /// <summary>The chunks of a PNG.</summary>
    public PngChunks? Chunks { get; init; }

    /// <summary>Reads the header, and checks that the file holds what it announces as far as the format lets one tell.</summary>
    /// <param name="format">By content.</param>
    /// <param name="file">The whole file.</param>
    /// <returns>Null for formats that ImageMagick alone reads.</returns>
    /// <exception cref="InvalidDataException">The file is truncated or damaged.</exception>
    public static ImageHeader? Parse(ImageFormat format, byte[] file) => format switch
    {
        ImageFormat.Png => PngStructure.ReadHeader(file),
        ImageFormat.Jpeg => JpegStructure.ReadHeader(file),
        _ => null,
    };
}
