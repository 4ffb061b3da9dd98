using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The tiled 3×3 convolution with ReLU and pooling by 2×2 with stride 2 behind it: the output is pooled while it is in registers, so that
/// nobody reads it again. Max or average, floor or ceil mode; the same bits as the pooling kernels'. Tensors (C, H, W), dense, W fastest.
/// </summary>
internal static class ConvolutionPoolKernels
{
    private const int Threads = LaunchPolicy.TileThreads;

    /// <summary>
    /// output = max(0, bias + Σ over all input channels), pooled[oc,ph,pw] = pooling of output over 2×2; = . As
    /// <see cref="ConvolutionTiledKernels.Tiled"/> with one split. A window has two columns, which neighbouring threads hold: per pair of
    /// channels each sends the eight rows of one channel through shared memory (8 KB, the halo planes' place) and pools the other's; two
    /// barriers a pair, eight in all.
    /// </summary>
    public static void Tiled<TStorage>(
        FeatureView input, ArrayView<Float4> weights, ArrayView<float> bias, FeatureView output, FeatureView pooled,
        ConvolutionExtents e, ConvolutionTile t)
        where TStorage : struct, IFeatureStorage
    {
        ArrayView<Float4> planes = SharedMemory.Allocate<Float4>(ConvolutionTiledKernels.SharedElements / 4);
        ArrayView<float> plane = planes.Cast<float>();
        ArrayView<Float4> taps = SharedMemory.Allocate<Float4>(ConvolutionTiledKernels.SharedQuads);
        TileSpot spot = new(t);
        Block8x8 sum = ConvolutionTiledKernels.Sum<StoredInput<PlainElements<TStorage>>>(
            input, input, weights, planes, taps, spot, e, t);
        // The halo planes' place is taken for the exchange.
        SharedBarrier.Wait();
        ConvolutionTiledKernels.StoreBlock(sum, bias, output, spot, e, t);
        PoolPair(sum.Row0, sum.Row1, plane, bias, pooled, spot, spot.OC, e);
        PoolPair(sum.Row2, sum.Row3, plane, bias, pooled, spot, spot.OC + 2, e);
        PoolPair(sum.Row4, sum.Row5, plane, bias, pooled, spot, spot.OC + 4, e);
        PoolPair(sum.Row6, sum.Row7, plane, bias, pooled, spot, spot.OC + 6, e);
    }

    /// <summary>
    /// output[oc,oh,ow] = max(0, bias[oc] + Σ_split partials[split][oc,oh,ow]), splits ascending, and pooled = pooling of output over 2×2;
    /// = . One thread a window, no barriers.
    /// </summary>
    public static void Combine(
        ArrayView<float> partials, ArrayView<float> bias, FeatureView output, FeatureView pooled, ConvolutionExtents e, int splits)
    {
        int down = (e.OH + 1) / 2, across = (e.OW + 1) / 2;
        for (int i = GridStride.First; i < e.OC * down * across; i += GridStride.Step)
        {
            int column = i % across, rest = i / across;
            int row = rest % down, oc = rest / down;
            PoolingWindow window = new(row, column, e.OH, e.OW);
            int first = (oc * e.OH + 2 * row) * e.OW + 2 * column;
            float b = bias[oc];
            bool right = window.HasRight != 0, below = window.HasBelow != 0;
            Float4 pixels = new(
                Pixel(partials, output, b, first, true, e, splits), Pixel(partials, output, b, first + 1, right, e, splits),
                Pixel(partials, output, b, first + e.OW, below, e, splits),
                Pixel(partials, output, b, first + e.OW + 1, right && below, e, splits));
            StorePooled(pixels, pooled, oc, window, e);
        }
    }

    /// <summary>pooled[oc, window] = its pixels' pooling; nothing if the window has no output (floor mode).</summary>
    internal static void StorePooled(Float4 pixels, FeatureView pooled, int oc, PoolingWindow window, ConvolutionExtents e)
    {
        if (window.Row < e.PH && window.Column < e.PW)
            pooled[(oc * e.PH + window.Row) * e.PW + window.Column] = window.Pool(pixels, e.Pooling);
    }

    // Threads on even columns pool channel oc, those on odd ones oc + 1.
    private static void PoolPair(
        Float8 even, Float8 odd, ArrayView<float> plane, ArrayView<float> bias, FeatureView pooled, TileSpot spot, int oc,
        ConvolutionExtents e)
    {
        bool isOdd = (Group.IdxX & 1) != 0;
        int channel = isOdd ? oc + 1 : oc;
        float b = bias[channel < e.OC ? channel : e.OC - 1];
        Float4 low = isOdd ? odd.Low : even.Low, high = isOdd ? odd.High : even.High;
        Write(isOdd ? even.Low : odd.Low, plane, 0);
        Write(isOdd ? even.High : odd.High, plane, 4);
        SharedBarrier.Wait();
        Float4 otherLow = Read(plane, 0), otherHigh = Read(plane, 4);
        SharedBarrier.Wait();
        int row = spot.OH / 2, column = spot.OW / 2;
        if (channel >= e.OC || 2 * column >= e.OW)
            return;
        StoreWindow(low.X, low.Y, otherLow.X, otherLow.Y, isOdd, b, pooled, channel, row, column, e);
        StoreWindow(low.Z, low.W, otherLow.Z, otherLow.W, isOdd, b, pooled, channel, row + 1, column, e);
        StoreWindow(high.X, high.Y, otherHigh.X, otherHigh.Y, isOdd, b, pooled, channel, row + 2, column, e);
        StoreWindow(high.Z, high.W, otherHigh.Z, otherHigh.W, isOdd, b, pooled, channel, row + 3, column, e);
    }

    private static void StoreWindow(
        float upper, float lower, float otherUpper, float otherLower, bool isOdd, float bias, FeatureView pooled, int channel, int row,
        int column, ConvolutionExtents e) =>
        StorePooled(
            new Float4(
                ReluKernels.Activate((isOdd ? otherUpper : upper) + bias), ReluKernels.Activate((isOdd ? upper : otherUpper) + bias),
                ReluKernels.Activate((isOdd ? otherLower : lower) + bias), ReluKernels.Activate((isOdd ? lower : otherLower) + bias)),
            pooled, channel, new PoolingWindow(row, column, e.OH, e.OW), e);

    private static void Write(Float4 rows, ArrayView<float> plane, int row)
    {
        int at = row * Threads + Group.IdxX;
        plane[at] = rows.X;
        plane[at + Threads] = rows.Y;
        plane[at + 2 * Threads] = rows.Z;
        plane[at + 3 * Threads] = rows.W;
    }

    // What the thread on the neighbouring column wrote.
    private static Float4 Read(ArrayView<float> plane, int row)
    {
        int at = row * Threads + (Group.IdxX ^ 1);
        return new Float4(plane[at], plane[at + Threads], plane[at + 2 * Threads], plane[at + 3 * Threads]);
    }

    private static float Pixel(
        ArrayView<float> partials, FeatureView output, float bias, int at, bool exists, ConvolutionExtents e, int splits)
    {
        if (!exists)
            return 0f;
        float sum = bias;
        for (int split = 0; split < splits; split++)
            sum += partials[split * e.OC * e.OH * e.OW + at];
        float value = ReluKernels.Activate(sum);
        output[at] = value;
        return value;
    }
}
