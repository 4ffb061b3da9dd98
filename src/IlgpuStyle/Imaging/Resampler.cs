using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Antialiased resampling in float, separable: first along the rows, then along the columns, as Pillow does.
/// </summary>
public static class Resampler
{
    private static readonly int s_rowsTogether = Vector<float>.Count;

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
    /// Whether the picture goes on at its other side beyond each border, so that a seamless picture stays
    /// seamless; antialiased kernels in float only.
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
    /// <param name="isTorus">
    /// Whether rows and columns go on at their other end; for antialiased kernels.
    /// </param>
    /// <returns>(C, height, width), dense, a new array.</returns>
    /// <exception cref="ArgumentException">The array's length is not the shape's, or an extent is below
    /// 1.</exception>
    internal static float[] Resize(
        float[] source, TensorShape shape, int width, int height, ResampleFilter filter = ResampleFilter.Auto,
        bool isTorus = false)
    {
        if (source.Length != shape.Length)
            throw new ArgumentException(
                $"Resize: {source.Length} values for shape {shape}, expected {shape.Length}.");
        if (width < 1 || height < 1 || shape.Width < 1 || shape.Height < 1)
            throw new ArgumentException(
                $"Resize: from {shape.Width}×{shape.Height} to {width}×{height}, expected at least 1×1.");
        float[] result = new float[checked(shape.Channels * height * width)];
        ResampleWeights? columns = width == shape.Width
            ? null
            : ResampleWeights.Create(shape.Width, width, filter, isTorus);
        ResampleWeights? rows = height == shape.Height
            ? null
            : ResampleWeights.Create(shape.Height, height, filter, isTorus);
        // Channel by channel: what lies between the two passes is a third of a picture.
        float[] between = columns is not null && rows is not null ? new float[shape.Height * width] : [];
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ArraySegment<float> output = new(result, channel * height * width, height * width);
            ArraySegment<float> plane = new(source, channel * shape.Positions, shape.Positions);
            if (columns is not null)
                ResizeRows(plane, shape.Height, shape.Width, columns, rows is null ? output : between);
            if (rows is not null)
                ResizeColumns(columns is null ? plane : between, width, rows, output);
            if (columns is null && rows is null)
                plane.CopyTo(output);
        }

        return result;
    }

    // Rows are independent, so the result does not depend on how they are shared out among threads.
    private static void ResizeRows(
        ArraySegment<float> source, int rows, int width, ResampleWeights weights, ArraySegment<float> result)
    {
        int outputs = weights.First.Length;
        Parallel.For(0, (rows + s_rowsTogether - 1) / s_rowsTogether, group =>
        {
            int first = group * s_rowsTogether, end = Math.Min(first + s_rowsTogether, rows);
            if (end - first == s_rowsTogether && !weights.IsLinear)
            {
                ResizeRowsTogether(source[(first * width)..(end * width)], width, weights, result.AsSpan(first * outputs));
                return;
            }

            for (int row = first; row < end; row++)
                ResizeRow(Ring(source.AsSpan(row * width, width), weights.Margin), weights, result.AsSpan(row * outputs, outputs));
        });
    }

    private static void ResizeRow(ReadOnlySpan<float> input, ResampleWeights weights, Span<float> output)
    {
        for (int x = 0; x < output.Length; x++)
        {
            ReadOnlySpan<float> values = weights.Values.AsSpan(x * weights.Taps, weights.Count[x]);
            ReadOnlySpan<float> window = input.Slice(weights.First[x], values.Length);
            if (weights.IsLinear)
            {
                output[x] = window[0] + values[^1] * (window[^1] - window[0]);
                continue;
            }

            double sum = 0;
            for (int k = 0; k < values.Length; k++)
                sum += (double)values[k] * window[k];
            output[x] = (float)sum;
        }
    }

    // Column by column: each row's sum is added in the same order as alone, where each term would wait for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ResizeRowsTogether(ArraySegment<float> source, int width, ResampleWeights weights, Span<float> result)
    {
        int outputs = weights.First.Length, rows = Vector<float>.Count;
        float[] columns = ArrayPool<float>.Shared.Rent(rows * (width + 2 * weights.Margin));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> input = Ring(source.AsSpan(row * width, width), weights.Margin);
            for (int x = 0; x < input.Length; x++)
                columns[x * rows + row] = input[x];
        }

        for (int x = 0; x < outputs; x++)
        {
            ReadOnlySpan<float> values = weights.Values.AsSpan(x * weights.Taps, weights.Count[x]);
            ReadOnlySpan<float> window = columns.AsSpan(weights.First[x] * rows, values.Length * rows);
            Vector<double> first = default, last = default;
            for (int k = 0; k < values.Length; k++)
            {
                Vector<double> weight = new(values[k]);
                Vector.Widen(new Vector<float>(window[(k * rows)..]), out Vector<double> low, out Vector<double> high);
                first += weight * low;
                last += weight * high;
            }

            Vector<float> sums = Vector.Narrow(first, last);
            for (int row = 0; row < rows; row++)
                result[row * outputs + x] = sums[row];
        }

        ArrayPool<float>.Shared.Return(columns);
    }

    private static void ResizeColumns(
        ArraySegment<float> source, int width, ResampleWeights weights, ArraySegment<float> result)
    {
        int height = source.Count / width;
        Parallel.For(0, weights.First.Length, y =>
        {
            Span<float> output = result.AsSpan(y * width, width);
            if (weights.IsLinear)
            {
                int last = weights.Count[y] - 1;
                float part = weights.Values[y * weights.Taps + last];
                ReadOnlySpan<float> a = source.AsSpan(weights.First[y] * width, width);
                ReadOnlySpan<float> b = source.AsSpan((weights.First[y] + last) * width, width);
                for (int x = 0; x < output.Length; x++)
                    output[x] = a[x] + part * (b[x] - a[x]);
                return;
            }

            for (int k = 0; k < weights.Count[y]; k++)
            {
                float weight = weights.Values[(y * weights.Taps) + k];
                ReadOnlySpan<float> input = source.AsSpan(
                    Wrapped(weights.First[y] + k - weights.Margin, height) * width, width);
                for (int x = 0; x < output.Length; x++)
                    output[x] += weight * input[x];
            }
        });
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
