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
    /// <param name="isTorus">
    /// Whether the picture goes on at its other side beyond each border, so that a seamless picture stays seamless; antialiased kernels in float only.
    /// </param>
    public static RgbImage Resize(
        RgbImage image, int width, int height, ResampleFilter filter = ResampleFilter.Auto, bool isTorus = false)
    {
        if (filter is ResampleFilter.PillowBilinear or ResampleFilter.PillowBicubic)
            return PillowResampler.Resize(image, width, height, filter);
        var plane = new TensorShape(1, image.Height, image.Width);
        float[] data = Resize(image.Data, image.Shape, width, height, filter, isTorus);
        float[]? alpha = null;
        if (image.Alpha is not null)
        {
            alpha = Resize(image.Alpha, plane, width, height, filter, isTorus);
            float[] premultiplied = Multiply(image.Data, image.Alpha);
            Unpremultiply(Resize(premultiplied, image.Shape, width, height, filter, isTorus), alpha, data);
        }

        var result = new RgbImage(width, height, data, alpha);
        result.Clamp();
        return result;
    }

    /// <summary>
    /// A picture of another size; see <see cref="Resize(RgbImage, int, int, ResampleFilter, bool)"/>.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="size">Wanted size.</param>
    /// <param name="filter">Kernel.</param>
    /// <param name="isTorus">Whether the picture goes on at its other side.</param>
    public static RgbImage Resize(
        RgbImage image, ImageSize size, ResampleFilter filter = ResampleFilter.Auto, bool isTorus = false) =>
        Resize(image, size.Width, size.Height, filter, isTorus);

    /// <summary>
    /// Planes of another size, each resampled on its own and not limited to any range: for tensors of any
    /// channel count, such as a picture under optimisation on its way to the next scale.
    /// </summary>
    /// <param name="source">(C, H, W), dense, W fastest.</param>
    /// <param name="shape">Shape of <paramref name="source"/>.</param>
    /// <param name="width">Wanted width, at least 1.</param>
    /// <param name="height">Wanted height, at least 1.</param>
    /// <param name="filter">Kernel.</param>
    /// <param name="isTorus">Whether rows and columns go on at their other end; for antialiased kernels.</param>
    /// <returns>(C, height, width), dense, a new array.</returns>
    /// <exception cref="ArgumentException">The array's length is not the shape's, or an extent is below
    /// 1.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> source, TensorShape shape, int width, int height,
        ResampleFilter filter = ResampleFilter.Auto, bool isTorus = false)
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
                narrowed, rows, shape.Width, ResampleWeights.Create(shape.Width, width, filter, isTorus));
        if (height == shape.Height)
            return narrowed;
        ResampleWeights weights = ResampleWeights.Create(shape.Height, height, filter, isTorus);
        return ResizeColumns(narrowed, shape.Channels, shape.Height, width, weights);
    }

    // Rows are independent, so the result does not depend on how they are shared out among threads.
    private static float[] ResizeRows(float[] source, int rows, int width, ResampleWeights weights)
    {
        int outputs = weights.First.Length;
        float[] result = new float[checked(rows * outputs)];
        Parallel.For(0, rows, row =>
        {
            ReadOnlySpan<float> input = Ring(source.AsSpan(row * width, width), weights.Margin);
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
            int plane = row / outputs * height;
            Span<float> output = result.AsSpan(row * width, width);
            for (int k = 0; k < weights.Count[y]; k++)
            {
                float weight = weights.Values[(y * weights.Taps) + k];
                int inputRow = plane + Wrapped(weights.First[y] + k - weights.Margin, height);
                ReadOnlySpan<float> input = source.AsSpan(inputRow * width, width);
                for (int x = 0; x < output.Length; x++)
                    output[x] += weight * input[x];
            }
        });
        return result;
    }

    /// <summary>A row with so many values from its other end before and behind it.</summary>
    private static ReadOnlySpan<float> Ring(ReadOnlySpan<float> row, int margin)
    {
        if (margin == 0)
            return row;
        float[] ring = new float[row.Length + 2 * margin];
        for (int x = 0; x < ring.Length; x++)
            ring[x] = row[Wrapped(x - margin, row.Length)];
        return ring;
    }

    private static int Wrapped(int index, int length) => ((index % length) + length) % length;

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
