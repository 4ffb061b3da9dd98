namespace IlgpuStyle.Imaging;

/// <summary>Conversion between planar floats and the interleaved bytes of decoders and encoders.</summary>
public static class PixelBytes
{
    private const int Rgba = 4;

    /// <summary>
    /// The picture of interleaved RGBA bytes; it has an alpha plane only if some pixel is not opaque.
    /// </summary>
    /// <param name="bytes">(H, W, 4).</param>
    /// <param name="size">H and W.</param>
    public static RgbImage ToImage(ReadOnlySpan<byte> bytes, ImageSize size)
    {
        int pixels = bytes.Length / Rgba;
        float[] data = new float[RgbImage.Channels * pixels];
        bool isOpaque = true;
        for (int i = 0; i < pixels; i++)
        {
            for (int channel = 0; channel < RgbImage.Channels; channel++)
                data[(channel * pixels) + i] = bytes[(i * Rgba) + channel] / 255f;
            isOpaque &= bytes[(i * Rgba) + 3] == 255;
        }

        float[]? alpha = null;
        if (!isOpaque)
        {
            alpha = new float[pixels];
            for (int i = 0; i < pixels; i++)
                alpha[i] = bytes[(i * Rgba) + 3] / 255f;
        }

        return new RgbImage(size.Width, size.Height, data, alpha);
    }

    /// <summary>
    /// Interleaved bytes, (H, W, 3), or (H, W, 4) for a picture with alpha; values rounded to the nearest,
    /// ends limited.
    /// </summary>
    public static byte[] FromImage(RgbImage image)
    {
        int row = Samples(image) * image.Width;
        byte[] bytes = new byte[checked(row * image.Height)];
        for (int y = 0; y < image.Height; y++)
            FromRow(image, y, bytes.AsSpan(y * row, row));
        return bytes;
    }

    /// <summary>Bytes of a pixel in <see cref="FromImage"/>.</summary>
    internal static int Samples(RgbImage image) => image.Alpha is null ? RgbImage.Channels : Rgba;

    /// <summary>One row of <see cref="FromImage"/>.</summary>
    internal static void FromRow(RgbImage image, int y, Span<byte> bytes)
    {
        int pixels = image.Width * image.Height, samples = Samples(image);
        for (int channel = 0; channel < samples; channel++)
        {
            ReadOnlySpan<float> plane = channel < RgbImage.Channels
                ? image.Data.AsSpan(channel * pixels, pixels)
                : image.Alpha;
            ReadOnlySpan<float> row = plane.Slice(y * image.Width, image.Width);
            for (int x = 0; x < row.Length; x++)
                bytes[(x * samples) + channel] = ToByte(row[x]);
        }
    }

    // Halves go up. NaN becomes 0 by C#'s saturating conversion; finding it is the optimiser's task.
    private static byte ToByte(float value) => (byte)((Math.Clamp(value, 0f, 1f) * 255f) + 0.5f);
}
