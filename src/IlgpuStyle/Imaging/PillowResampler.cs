namespace IlgpuStyle.Imaging;

/// <summary>
/// Pillow's resizing of 8-bit pictures to the last bit: kernel weights in fixed point with 22 bits behind the
/// point, the sum of a pass rounded to 8 bits, rows first. What tools compute that load pictures with Pillow
/// can only be reproduced from the same pixels.
/// </summary>
internal static class PillowResampler
{
    private const int FractionBits = 22;

    /// <summary>The picture at another size; it counts as 8 bits a channel, and alpha is dropped.</summary>
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter)
    {
        byte[] pixels = [.. image.Data.Select(value => (byte)Math.Clamp(MathF.Round(value * 255), 0, 255))];
        if (width != image.Width)
            pixels = ResizeLines(pixels, RgbImage.Channels * image.Height, image.Width, 1, width, filter);
        if (height != image.Height)
        {
            // One plane at a time: its columns are lines whose elements lie a row apart.
            byte[] result = new byte[RgbImage.Channels * width * height];
            for (int c = 0; c < RgbImage.Channels; c++)
            {
                byte[] plane = ResizeLines(
                    pixels[(c * width * image.Height)..((c + 1) * width * image.Height)], width, image.Height,
                    width, height, filter);
                plane.CopyTo(result, c * width * height);
            }

            pixels = result;
        }

        return new RgbImage(width, height, [.. pixels.Select(value => value / 255f)]);
    }

    /// <summary>
    /// Lines side by side (stride = their number) or end to end (stride 1), in the same arrangement as
    /// before.
    /// </summary>
    private static byte[] ResizeLines(
        byte[] source, int lines, int length, int stride, int newLength, ResampleFilter filter)
    {
        byte[] result = new byte[lines * newLength];
        for (int i = 0; i < newLength; i++)
        {
            (int first, int[] weights) = Weights(length, newLength, i, filter);
            for (int line = 0; line < lines; line++)
            {
                int sum = 1 << (FractionBits - 1);
                int start = stride == 1 ? line * length + first : first * stride + line;
                for (int k = 0; k < weights.Length; k++)
                    sum += source[start + k * stride] * weights[k];
                result[stride == 1 ? line * newLength + i : i * stride + line] = (byte)Math.Clamp(
                    sum >> FractionBits, 0, 255);
            }
        }

        return result;
    }

    private static (int First, int[] Weights) Weights(
        int length, int newLength, int index, ResampleFilter filter)
    {
        double scale = (double)length / newLength, kernelScale = Math.Max(1, scale);
        double support = ResampleWeights.Radius(filter) * kernelScale, center = (index + 0.5) * scale;
        int first = Math.Max(0, (int)(center - support + 0.5));
        int end = Math.Min(length, (int)(center + support + 0.5));
        double[] values = [.. Enumerable.Range(first, end - first)
            .Select(pixel => ResampleWeights.Kernel(filter, (pixel - center + 0.5) * (1 / kernelScale)))];
        double sum = values.Sum();
        return (first, [.. values.Select(value => Fixed(value / sum))]);
    }

    private static int Fixed(double weight) =>
        (int)(weight * (1 << FractionBits) + (weight < 0 ? -0.5 : 0.5));
}
