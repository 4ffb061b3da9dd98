namespace StbImageSharp;

/// <summary>
/// PNG of every colour type and bit depth, interlaced or not, with the base library's inflate; 16-bit
/// samples lose their low byte.
/// </summary>
internal static class PngDecoder
{
    // Adam7: the first pixel and the distance of each pass.
    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>The eight bytes that every PNG starts with.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <exception cref="InvalidOperationException">The file is damaged.</exception>
    public static ImageResult Decode(ReadOnlySpan<byte> file)
    {
        PngFile png = new(file);
        PngHeader header = png.Header;
        PngPixels pixels = new(png);
        using Stream rows = png.OpenRows();
        try
        {
            foreach ((int x, int y, int stepX, int stepY) in header.IsInterlaced ? s_adam7 : [(0, 0, 1, 1)])
                DecodePass(rows, header, pixels, (x, y, stepX, stepY));
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidOperationException($"Corrupt PNG: {exception.Message}", exception);
        }

        ColorComponents components = (ColorComponents)pixels.Components;
        return new ImageResult
        {
            Width = header.Width,
            Height = header.Height,
            SourceComp = components,
            Comp = components,
            Data = pixels.Data,
        };
    }

    private static void DecodePass(
        Stream rows, PngHeader header, PngPixels pixels, (int X, int Y, int StepX, int StepY) pass)
    {
        int width = (header.Width - pass.X + pass.StepX - 1) / pass.StepX;
        if (width <= 0)
            return;
        byte[] row = new byte[header.RowBytes(width)];
        byte[] above = new byte[row.Length];
        for (int y = pass.Y; y < header.Height; y += pass.StepY)
        {
            int filter = rows.ReadByte();
            rows.ReadExactly(row);
            Unfilter(filter, row, above, header.FilterDistance);
            for (int i = 0; i < width; i++)
                pixels.Set(pass.X + (i * pass.StepX), y, row, i);
            (row, above) = (above, row);
        }
    }

    // Each filter predicts a byte from those on the left (a), above (b), and above on the left (c).
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (int i = 0; i < row.Length; i++)
        {
            bool hasLeft = i >= distance;
            int a = hasLeft ? row[i - distance] : 0;
            int b = above[i];
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) >> 1,
                4 => Paeth(a, b, hasLeft ? above[i - distance] : 0),
                _ => throw new InvalidOperationException("invalid filter"),
            });
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        (int toA, int toB, int toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - (2 * c)));
        if (toA <= toB && toA <= toC)
            return a;
        return toB <= toC ? b : c;
    }
}
