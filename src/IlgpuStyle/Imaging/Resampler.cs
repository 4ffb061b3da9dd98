using IlgpuStyle.Tensors;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Antialiased resampling in float, separable: first along the rows, then along the columns, as Pillow does.
/// </summary>
public static class Resampler
{
    /// <summary>
    /// A picture of another size. Overshoot of the Lanczos and bicubic kernels is limited to [0, 1], because
    /// a picture has no other colours; the planar overload keeps it. Colours of a picture with alpha are
    /// weighted by their opacity, so that invisible pixels do not bleed. The same size gives a copy of the
    /// values.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Wanted width, at least 1.</param>
    /// <param name="height">Wanted height, at least 1.</param>
    /// <param name="filter">Kernel.</param>
    public static RgbImage Resize(
        RgbImage image, int width, int height, ResampleFilter filter = ResampleFilter.Auto)
    {
        if (filter is ResampleFilter.PillowBilinear or ResampleFilter.PillowBicubic)
            return PillowResampler.Resize(image, width, height, filter);
        var plane = new TensorShape(1, image.Height, image.Width);
        float[] data = Resize(image.Data, image.Shape, width, height, filter);
        float[]? alpha = null;
        if (image.Alpha is not null)
        {
            alpha = Resize(image.Alpha, plane, width, height, filter);
            float[] premultiplied = Multiply(image.Data, image.Alpha);
            Unpremultiply(Resize(premultiplied, image.Shape, width, height, filter), alpha, data);
        }

        var result = new RgbImage(width, height, data, alpha);
        result.Clamp();
        return result;
    }

    /// <summary>
    /// A picture of another size; see <see cref="Resize(RgbImage, int, int, ResampleFilter)"/>.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="size">Wanted size.</param>
    /// <param name="filter">Kernel.</param>
    public static RgbImage Resize(
        RgbImage image, ImageSize size, ResampleFilter filter = ResampleFilter.Auto) =>
        Resize(image, size.Width, size.Height, filter);

    /// <summary>
    /// Planes of another size, each resampled on its own and not limited to any range: for tensors of any
    /// channel count, such as a picture under optimisation on its way to the next scale.
    /// </summary>
    /// <param name="source">(C, H, W), dense, W fastest.</param>
    /// <param name="shape">Shape of <paramref name="source"/>.</param>
    /// <param name="width">Wanted width, at least 1.</param>
    /// <param name="height">Wanted height, at least 1.</param>
    /// <param name="filter">Kernel.</param>
    /// <returns>(C, height, width), dense, a new array.</returns>
    /// <exception cref="ArgumentException">The array's length is not the shape's, or an extent is below
    /// 1.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> source, TensorShape shape, int width, int height,
        ResampleFilter filter = ResampleFilter.Auto)
    {
        if (source.Length != shape.Length)
            throw new ArgumentException(
                $"Resize: {source.Length} values for shape {shape}, expected {shape.Length}.");
        if (width < 1 || height < 1 || shape.Width < 1 || shape.Height < 1)
            throw new ArgumentException(
                $"Resize: from {shape.Width}×{shape.Height} to {width}×{height}, expected at least 1×1.");
        int rows = shape.Channels * shape.Height;
        float[] narrowed = source.ToArray();
        if (width != shape.Width)
            narrowed = ResizeRows(
                narrowed, rows, shape.Width, ResampleWeights.Create(shape.Width, width, filter));
        if (height == shape.Height)
            return narrowed;
        ResampleWeights weights = ResampleWeights.Create(shape.Height, height, filter);
        return ResizeColumns(narrowed, shape.Channels, shape.Height, width, weights);
    }

    // Rows are independent, so the result does not depend on how they are shared out among threads.
    private static float[] ResizeRows(float[] source, int rows, int width, ResampleWeights weights)
    {
        int outputs = weights.First.Length;
        float[] result = new float[checked(rows * outputs)];
        Parallel.For(0, rows, row =>
        {
            ReadOnlySpan<float> input = source.AsSpan(row * width, width);
            Span<float> output = result.AsSpan(row * outputs, outputs);
            for (int x = 0; x < outputs; x++)
            {
                ReadOnlySpan<float> values = weights.Values.AsSpan(x * weights.Taps, weights.Count[x]);
                ReadOnlySpan<float> window = input.Slice(weights.First[x], values.Length);
                double sum = 0;
                for (int k = 0; k < values.Length; k++)
                    sum += (double)values[k] * window[k];
                output[x] = (float)sum;
            }
        });
        return result;
    }

    private static float[] ResizeColumns(
        float[] source, int channels, int height, int width, ResampleWeights weights)
    {
        int outputs = weights.First.Length;
        float[] result = new float[checked(channels * outputs * width)];
        Parallel.For(0, channels * outputs, row =>
        {
            int y = row % outputs;
            int first = (row / outputs * height) + weights.First[y];
            Span<float> output = result.AsSpan(row * width, width);
            for (int k = 0; k < weights.Count[y]; k++)
            {
                float weight = weights.Values[(y * weights.Taps) + k];
                ReadOnlySpan<float> input = source.AsSpan((first + k) * width, width);
                for (int x = 0; x < output.Length; x++)
                    output[x] += weight * input[x];
            }
        });
        return result;
    }

    private static float[] Multiply(float[] data, float[] alpha)
    {
        float[] result = new float[data.Length];
        for (int i = 0; i < data.Length; i++)
            result[i] = data[i] * alpha[i % alpha.Length];
        return result;
    }

    // Below one 8-bit step of opacity the quotient is noise and nobody sees it: the plainly resampled colour
    // stays.
    private static void Unpremultiply(float[] premultiplied, float[] alpha, float[] data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            float opacity = alpha[i % alpha.Length];
            if (opacity >= 1f / 255f)
                data[i] = premultiplied[i] / opacity;
        }
    }
}
