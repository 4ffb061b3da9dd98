using System.Buffers.Binary;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Decodes PNG files of 16 bits per sample (grey, grey and alpha, RGB, RGBA; interlaced or not) without
/// dropping the low byte, which StbImageSharp would do: it hands out 8 bits.
/// </summary>
internal static class Png16Decoder
{
    /// <summary>Decodes a file that passed <see cref="PngStructure.CheckComplete"/>.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="size">Size in the header.</param>
    public static RgbImage Decode(byte[] file, ImageSize size)
    {
        int samples = PngStructure.SamplesPerPixel(file);
        ReadOnlySpan<byte> key = TransparentColour(file, samples);
        bool hasAlpha = samples is 2 or 4 || key.Length > 0;
        int pixels = checked(size.Width * size.Height);
        var image = new RgbImage(
            size.Width, size.Height, new float[checked(3 * pixels)], hasAlpha ? new float[pixels] : null);
        using Stream data = PngStructure.OpenData(file);
        foreach (PngPass pass in PngPass.All(file))
        {
            byte[] previous = new byte[pass.RowBytes];
            byte[] row = new byte[pass.RowBytes];
            for (int y = 0; y < pass.Height; y++)
            {
                int filter = data.ReadByte();
                data.ReadExactly(row);
                Unfilter(filter, row, previous, samples * 2);
                Store(row, pass, y, samples, key, image);
                (row, previous) = (previous, row);
            }
        }

        return image;
    }

    // PNG's filters predict a byte from the one a pixel to the left (a), the one above (b) and the one above
    // a (c).
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        if (filter is < 0 or > 4)
            throw new InvalidDataException($"the PNG is damaged: row filter {filter}, expected 0 to 4");
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < pixelBytes ? 0 : row[i - pixelBytes];
            int b = above[i];
            int c = i < pixelBytes ? 0 : above[i - pixelBytes];
            int prediction = filter switch
            {
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                4 => Paeth(a, b, c),
                _ => 0,
            };
            row[i] = (byte)(row[i] + prediction);
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        int estimate = a + b - c;
        int distanceA = Math.Abs(estimate - a);
        int distanceB = Math.Abs(estimate - b);
        int distanceC = Math.Abs(estimate - c);
        if (distanceA <= distanceB && distanceA <= distanceC)
            return a;
        return distanceB <= distanceC ? b : c;
    }

    private static void Store(
        ReadOnlySpan<byte> row, PngPass pass, int y, int samples, ReadOnlySpan<byte> key, RgbImage image)
    {
        int plane = image.Width * image.Height;
        int colours = samples >= 3 ? 3 : 1;
        for (int x = 0; x < pass.Width; x++)
        {
            ReadOnlySpan<byte> pixel = row.Slice(x * samples * 2, samples * 2);
            int target = ((pass.Y + (y * pass.StepY)) * image.Width) + pass.X + (x * pass.StepX);
            for (int channel = 0; channel < 3; channel++)
                image.Data[(channel * plane) + target] = Sample(pixel, colours == 3 ? channel : 0);
            if (samples > colours)
                image.Alpha![target] = Sample(pixel, colours);
            else if (image.Alpha is not null)
                image.Alpha[target] = pixel.SequenceEqual(key) ? 0 : 1;
        }
    }

    private static float Sample(ReadOnlySpan<byte> pixel, int index) =>
        BinaryPrimitives.ReadUInt16BigEndian(pixel[(2 * index)..]) / 65535f;

    // tRNS names one transparent colour for pictures without an alpha channel; empty where there is none.
    private static ReadOnlySpan<byte> TransparentColour(byte[] file, int samples)
    {
        foreach (PngChunk chunk in PngChunk.Walk(file))
        {
            if (samples is 1 or 3 && chunk.Type == "tRNS" && chunk.Length == samples * 2)
                return chunk.Data(file);
        }

        return [];
    }
}
