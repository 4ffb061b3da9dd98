namespace IlgpuStyle.Imaging;

/// <summary>
/// The headers of a Windows bitmap: a 14-byte file header, then an information header whose first field is
/// its length.
/// </summary>
internal static class BmpStructure
{
    private const int InfoOffset = 14;
    private const int CoreHeaderLength = 12;

    /// <summary>
    /// Reads the size; a negative height means rows from the top and counts without its sign.
    /// </summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        if (window.U32Little(InfoOffset) == CoreHeaderLength)
            return new ImageHeader(
                ImageFormat.Bmp, new ImageSize(window.U16Little(18), window.U16Little(20)));
        long height = Math.Abs((long)(int)window.U32Little(22));
        var size = new ImageSize((int)window.U32Little(18), (int)Math.Min(height, int.MaxValue));
        return new ImageHeader(ImageFormat.Bmp, size);
    }

    /// <summary>Checks that every row is there; the padding of the last one may be missing.</summary>
    public static void CheckComplete(ReadOnlySpan<byte> file, ImageSize size)
    {
        var window = new ByteWindow(file);
        bool hasCoreHeader = window.U32Little(InfoOffset) == CoreHeaderLength;
        long bitsPerPixel = window.U16Little(hasCoreHeader ? 24 : 28);
        long rowBits = size.Width * bitsPerPixel;
        long stride = (rowBits + 31) / 32 * 4;
        window.Need(window.U32Little(10), (stride * (size.Height - 1)) + ((rowBits + 7) / 8));
    }
}
