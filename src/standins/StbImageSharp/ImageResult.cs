namespace StbImageSharp;

/// <summary>
/// A decoded picture: rows from top to bottom, samples of a pixel next to each other. PNG is decoded here;
/// JPEG, GIF, BMP, PSD, HDR
/// and TGA by Debian's libstb0, whose code the package is a translation of.
/// </summary>
public class ImageResult
{
    public int Width { get; set; }

    public int Height { get; set; }

    public ColorComponents SourceComp { get; set; }

    public ColorComponents Comp { get; set; }

    public byte[] Data { get; set; } = [];

    /// <exception cref="InvalidOperationException">The data are no picture, or damaged.</exception>
    /// <exception cref="DllNotFoundException">The data are no PNG, and libstb0 is not installed; the
    /// message says how to get it.</exception>
    public static ImageResult FromMemory(
        byte[] data, ColorComponents requiredComponents = ColorComponents.Default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return PngDecoder.IsPng(data)
            ? ComponentConversion.Convert(PngDecoder.Decode(data), requiredComponents)
            : Libstb.Decode(data, requiredComponents);
    }
}
