namespace StbImageWriteSharp;

/// <summary>
/// Encodes pictures as JPEG by Debian's libstb0, whose code the package is a translation of.
/// </summary>
public class ImageWriter
{
    /// <param name="data">Rows from top to bottom, samples of a pixel next to each other; alpha is left
    /// out.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="components">Samples of a pixel.</param>
    /// <param name="dest">Where the file goes.</param>
    /// <param name="quality">1 to 100; above 90 without chroma subsampling.</param>
    /// <exception cref="DllNotFoundException">libstb0 is not installed; the message says how to get
    /// it.</exception>
    public void WriteJpg(
        byte[] data, int width, int height, ColorComponents components, Stream dest, int quality)
    {
        Check(data, width, height, components);
        Libstb.WriteJpg(data, width, height, (int)components, dest, quality);
    }

    private static void Check(byte[] data, int width, int height, ColorComponents components)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long needed = (long)width * height * (int)components;
        if (data.Length < needed)
            throw new ArgumentException(
                $"{data.Length} bytes of pixels for {width}×{height} {components}: {needed} expected.");
    }
}
