namespace IlgpuStyle.Imaging;

/// <summary>
/// A Photoshop file: a 26-byte header, three sections with length fields, then the merged picture, plane by
/// plane.
/// </summary>
internal static class PsdStructure
{
    private const int HeaderLength = 26;

    /// <summary>Reads the size.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        uint height = window.U32Big(14);
        uint width = window.U32Big(18);
        var size = new ImageSize((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue));
        return new ImageHeader(ImageFormat.Psd, size);
    }

    /// <summary>
    /// Checks that the merged picture is there: raw (0), or PackBits rows (1) whose lengths stand in a table
    /// before them.
    /// </summary>
    public static void CheckComplete(ReadOnlySpan<byte> file, ImageSize size)
    {
        var window = new ByteWindow(file);
        long offset = HeaderLength;
        for (int section = 0; section < 3; section++)
            offset += 4 + window.U32Big(offset);
        int channels = window.U16Big(12);
        int compression = window.U16Big(offset);
        offset += 2;
        if (compression == 0)
        {
            window.Need(offset, size.Pixels * channels * window.U16Big(22) / 8);
            return;
        }

        if (compression != 1)
            throw new InvalidDataException(
                $"the PSD's merged picture has compression {compression}; raw (0) and RLE (1) can be read");
        long rows = (long)channels * size.Height;
        long length = 2 * rows;
        window.Need(offset, length);
        for (long row = 0; row < rows; row++)
            length += window.U16Big(offset + (2 * row));
        window.Need(offset, length);
    }
}
