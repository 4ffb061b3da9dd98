namespace IlgpuStyle.Imaging;

/// <summary>
/// Turns and mirrors pictures as EXIF's orientation says, so that row 0 is the top and column 0 the left
/// side.
/// </summary>
internal static class ImageOrientation
{
    /// <summary>The upright picture.</summary>
    /// <param name="image">The picture as stored.</param>
    /// <param name="orientation">1 to 8 (EXIF 2.32, tag 0x0112).</param>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation == 1)
            return image;
        int pixels = image.Width * image.Height;
        bool swapsSides = orientation >= 5;
        int width = swapsSides ? image.Height : image.Width;
        float[] data = new float[image.Data.Length];
        for (int channel = 0; channel < RgbImage.Channels; channel++)
        {
            Range plane = (channel * pixels)..((channel + 1) * pixels);
            Turn(image.Data.AsSpan(plane), image.Size, orientation, data.AsSpan(plane), width);
        }

        float[]? alpha = null;
        if (image.Alpha is not null)
            Turn(image.Alpha, image.Size, orientation, alpha = new float[pixels], width);
        return new RgbImage(width, swapsSides ? image.Width : image.Height, data, alpha);
    }

    private static void Turn(
        ReadOnlySpan<float> source, ImageSize size, int orientation, Span<float> target, int targetWidth)
    {
        int lastX = size.Width - 1;
        int lastY = size.Height - 1;
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                (int column, int row) = orientation switch
                {
                    2 => (lastX - x, y),
                    3 => (lastX - x, lastY - y),
                    4 => (x, lastY - y),
                    5 => (y, x),
                    6 => (lastY - y, x),
                    7 => (lastY - y, lastX - x),
                    8 => (y, lastX - x),
                    _ => throw new ArgumentOutOfRangeException(
                        nameof(orientation), orientation, "Expected 1 to 8."),
                };
                target[(row * targetWidth) + column] = source[(y * size.Width) + x];
            }
        }
    }
}
