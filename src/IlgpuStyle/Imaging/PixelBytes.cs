using System.Buffers.Binary;

namespace IlgpuStyle.Imaging;

/// <summary>Conversion from planar floats to the interleaved samples of encoders.</summary>
internal static class PixelBytes
{
    private const int Rgba = 4;

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

    /// <summary>Samples of a pixel in <see cref="FromImage"/>.</summary>
    internal static int Samples(RgbImage image) => image.Alpha is null ? RgbImage.Channels : Rgba;

    /// <summary>One row of <see cref="FromImage"/>, in samples of 8 bits, or of 16 with the high byte first.</summary>
    internal static void FromRow(RgbImage image, int y, Span<byte> bytes, int depth = 8)
    {
        int pixels = image.Width * image.Height, samples = Samples(image);
        for (int channel = 0; channel < samples; channel++)
        {
            ReadOnlySpan<float> plane = channel < RgbImage.Channels
                ? image.Data.AsSpan(channel * pixels, pixels)
                : image.Alpha;
            ReadOnlySpan<float> row = plane.Slice(y * image.Width, image.Width);
            for (int x = 0; x < row.Length; x++)
            {
                int i = (x * samples) + channel;
                if (depth == 8)
                    bytes[i] = (byte)Rounded(row[x], byte.MaxValue);
                else
                    BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * i)..], (ushort)Rounded(row[x], ushort.MaxValue));
            }
        }
    }

    // Halves go up. NaN becomes 0 by C#'s saturating conversion; finding it is the optimiser's task.
    private static uint Rounded(float value, float largest) => (uint)((Math.Clamp(value, 0f, 1f) * largest) + 0.5f);
}
