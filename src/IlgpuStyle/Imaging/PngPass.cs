namespace IlgpuStyle.Imaging;

/// <summary>
/// A grid of pixels that is stored in one go: the whole picture, or one of Adam7's seven interlaced passes.
/// Pixel (x, y) of the pass is pixel (X + x·StepX, Y + y·StepY) of the picture.
/// </summary>
/// <param name="X">Column of the first pixel.</param>
/// <param name="Y">Row of the first pixel.</param>
/// <param name="StepX">Column step.</param>
/// <param name="StepY">Row step.</param>
/// <param name="Width">Pixels in a row of the pass.</param>
/// <param name="Height">Rows of the pass.</param>
/// <param name="RowBytes">Bytes of a row, without the filter byte before it.</param>
internal readonly record struct PngPass(
    int X, int Y, int StepX, int StepY, int Width, int Height, long RowBytes)
{
    /// <summary>The passes that hold pixels, in the order of the file.</summary>
    /// <param name="file">A PNG file whose header has been read and found within the limits.</param>
    public static List<PngPass> All(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        var size = new ImageSize((int)window.U32Big(16), (int)window.U32Big(20));
        int bitsPerPixel = window.U8(24) * PngStructure.SamplesPerPixel(file);
        bool interlaced = window.U8(28) switch
        {
            0 => false,
            1 => true,
            byte other => throw new InvalidDataException(
                $"the PNG is damaged: interlace method {other}, expected 0 or 1"),
        };
        ReadOnlySpan<(int X, int Y, int StepX, int StepY)> grids = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
               (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        var passes = new List<PngPass>();
        foreach ((int x, int y, int stepX, int stepY) in grids)
        {
            int width = (size.Width - x + stepX - 1) / stepX;
            int height = (size.Height - y + stepY - 1) / stepY;
            if (width > 0 && height > 0)
            {
                long rowBytes = (((long)width * bitsPerPixel) + 7) / 8;
                passes.Add(new PngPass(x, y, stepX, stepY, width, height, rowBytes));
            }
        }

        return passes;
    }

    /// <summary>Bytes of all passes, each row with its filter byte.</summary>
    public static long DataLength(List<PngPass> passes)
    {
        long length = 0;
        foreach (PngPass pass in passes)
            length += pass.Height * (1 + pass.RowBytes);
        return length;
    }
}
