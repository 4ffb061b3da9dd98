namespace StbImageSharp;

/// <summary>From the components of a file to those that are asked for.</summary>
internal static class ComponentConversion
{
    /// <summary>The picture with the required components; itself where it has them.</summary>
    public static ImageResult Convert(ImageResult image, ColorComponents required)
    {
        if (required == ColorComponents.Default || required == image.Comp)
            return image;
        int from = (int)image.Comp;
        int to = (int)required;
        int pixels = image.Data.Length / from;
        byte[] converted = new byte[checked(pixels * to)];
        for (int i = 0; i < pixels; i++)
            ConvertPixel(image.Data.AsSpan(i * from, from), converted.AsSpan(i * to, to));
        image.Data = converted;
        image.Comp = required;
        return image;
    }

    private static void ConvertPixel(ReadOnlySpan<byte> source, Span<byte> target)
    {
        bool isColour = source.Length >= 3;
        byte alpha = source.Length is 2 or 4 ? source[^1] : (byte)255;
        if (target.Length >= 3)
        {
            for (int channel = 0; channel < 3; channel++)
                target[channel] = source[isColour ? channel : 0];
        }
        else
        {
            target[0] = isColour ? Luma(source) : source[0];
        }

        if (target.Length is 2 or 4)
            target[^1] = alpha;
    }

    // stb's own weights: 77/256, 150/256, 29/256.
    private static byte Luma(ReadOnlySpan<byte> rgb) =>
        (byte)(((rgb[0] * 77) + (rgb[1] * 150) + (rgb[2] * 29)) >> 8);
}
