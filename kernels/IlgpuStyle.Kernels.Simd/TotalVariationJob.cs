using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// value = v · Σ φ(x[c,h+1,w] − x[c,h,w]) + u · Σ φ(x[c,h,w+1] − x[c,h,w]) and gradImage += its gradient,
/// with φ(Δ) = |Δ|^p, 1 ≤ p ≤ 2, φ′ = p·sign(Δ)·|Δ|^(p−1); the kind SquaredInside leaves out the last row's horizontal and the last
/// column's vertical differences. The gradient is gathered: gradImage[c,h,w] += v·(φ′(x[h]−x[h−1]) − φ′(x[h+1]−x[h]))
/// + u·(φ′(x[w]−x[w−1]) − φ′(x[w+1]−x[w])), differences beyond the border being 0 (φ′(0) = 0). The kind
/// SquaredColor reads x[c] − mean over the channels in place of x[c]; such differences sum to 0 over the channels, so that the
/// projection's transpose changes nothing of the gradient.
/// </summary>
internal sealed unsafe class TotalVariationJob<TLanes, TVector> : VariationJob
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private int _quarters;
    private double _exponent;
    private bool _inside;
    private bool _color;
    private double _verticalWeight;
    private double _horizontalWeight;

    /// <summary>Computes the value and adds the gradient.</summary>
    public double Run(
        SimdContext context, SimdTensor image, TotalVariationKind kind, double verticalWeight,
        double horizontalWeight,
        SimdTensor gradImage)
    {
        _quarters = kind.Quarters();
        _exponent = kind.Exponent();
        _inside = kind == TotalVariationKind.SquaredInside;
        _color = kind == TotalVariationKind.SquaredColor;
        _verticalWeight = verticalWeight;
        _horizontalWeight = horizontalWeight;
        return Run(context, image, gradImage);
    }

    /// <summary>The mean over the channels serves them all.</summary>
    protected override bool TakesAllChannels => _color;

    // Rows, their neighbours and the gradient of a vector in scratch, with an element more on both sides of the row.
    private static int Gathered => 4 * TLanes.Count + 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double AddRow(int channel, int h)
    {
        int height = Layout.Shape.Height, width = Layout.Shape.Width, stride = Layout.PositionStride;
        long offset = Layout.ChannelOffset(channel) + (long)h * width * stride;
        float* row = Image + offset;
        float* above = h > 0 ? row - (long)width * stride : row;
        float* below = h + 1 < height ? row + (long)width * stride : row;
        float* gradient = GradImage + offset;
        nint plane = (nint)Layout.ChannelOffset(1);
        double vertical = 0, horizontal = 0, rowWeight = _inside && h == height - 1 ? 0 : _horizontalWeight;
        for (int w = 0; w < width; w += TLanes.Count)
        {
            if (stride == 1 && w > 0 && w + TLanes.Count < width)
                AddVectors(row + w, above + w, below + w, gradient + w, plane, rowWeight, ref vertical, ref horizontal);
            else
                AddGathered(channel, w, row, above, below, gradient, rowWeight, ref vertical, ref horizontal);
        }

        return _verticalWeight * vertical + rowWeight * horizontal;
    }

    // The ends of a row, and rows that are not dense: beyond the border the nearest element is repeated, from which nothing differs.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGathered(
        int channel, int first, float* row, float* above, float* below, float* gradient, double rowWeight, ref double vertical,
        ref double horizontal)
    {
        int width = Layout.Shape.Width, stride = Layout.PositionStride, channels = _color ? Layout.Shape.Channels : 1;
        int count = Math.Min(TLanes.Count, width - first), vertically = _inside && first + count == width ? count - 1 : count;
        float* scratch = stackalloc float[channels * Gathered], x = scratch + 1;
        float* up = x + TLanes.Count + 1, down = up + TLanes.Count, sums = down + TLanes.Count;
        for (int c = 0; c < channels; c++)
        {
            int to = c * Gathered;
            long from = Layout.ChannelOffset(channel + c) - Layout.ChannelOffset(channel) + (long)first * stride;
            for (int i = -1; i <= TLanes.Count; i++)
                x[to + i] = row[from + Math.Clamp(i, -Math.Min(first, 1), width - 1 - first) * stride];
            for (int i = 0; i < TLanes.Count; i++)
            {
                up[to + i] = i < vertically ? above[from + i * stride] : x[to + i];
                down[to + i] = i < vertically ? below[from + i * stride] : x[to + i];
                sums[to + i] = i < count ? gradient[from + i * stride] : 0;
            }
        }

        AddVectors(x, up, down, sums, Gathered, rowWeight, ref vertical, ref horizontal);
        for (int c = 0; c < channels; c++)
        {
            long to = Layout.ChannelOffset(channel + c) - Layout.ChannelOffset(channel) + (long)first * stride;
            for (int i = 0; i < count; i++)
                gradient[to + i * stride] = sums[c * Gathered + i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddVectors(
        float* row, float* above, float* below, float* gradient, nint plane, double rowWeight, ref double vertical, ref double horizontal)
    {
        if (_color)
        {
            AddColorVectors(row, above, below, gradient, plane, rowWeight, ref vertical, ref horizontal);
            return;
        }

        AddDifferences(
            TLanes.Load(row), TLanes.Load(above), TLanes.Load(below), TLanes.Load(row - 1), TLanes.Load(row + 1), gradient, rowWeight,
            ref vertical, ref horizontal);
    }

    // All channels of a picture, a plane apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddColorVectors(
        float* row, float* above, float* below, float* gradient, nint plane, double rowWeight, ref double vertical, ref double horizontal)
    {
        int channels = Layout.Shape.Channels;
        TVector x = Mean(row, channels, plane), up = Mean(above, channels, plane), down = Mean(below, channels, plane);
        TVector left = Mean(row - 1, channels, plane), right = Mean(row + 1, channels, plane);
        for (nint at = 0; at < channels * plane; at += plane)
        {
            AddDifferences(
                TLanes.Subtract(TLanes.Load(row + at), x), TLanes.Subtract(TLanes.Load(above + at), up),
                TLanes.Subtract(TLanes.Load(below + at), down), TLanes.Subtract(TLanes.Load(row - 1 + at), left),
                TLanes.Subtract(TLanes.Load(row + 1 + at), right), gradient + at, rowWeight, ref vertical, ref horizontal);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mean(float* at, int channels, nint plane)
    {
        TVector sum = TLanes.Load(at);
        for (int c = 1; c < channels; c++)
            sum = TLanes.Add(sum, TLanes.Load(at + c * plane));
        return TLanes.Multiply(TLanes.Broadcast(1f / channels), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddDifferences(
        TVector x, TVector above, TVector below, TVector leftOf, TVector rightOf, float* gradient, double rowWeight, ref double vertical,
        ref double horizontal)
    {
        TVector down = TLanes.Subtract(below, x), up = TLanes.Subtract(x, above);
        TVector right = TLanes.Subtract(rightOf, x), left = TLanes.Subtract(x, leftOf);
        vertical += TLanes.Sum(Value(down));
        horizontal += TLanes.Sum(Value(right));
        TVector sum = TLanes.Load(gradient);
        sum = TLanes.MultiplyAdd(
            TLanes.Broadcast((float)_verticalWeight), TLanes.Subtract(Derivative(up), Derivative(down)), sum);
        sum = TLanes.MultiplyAdd(
            TLanes.Broadcast((float)rowWeight), TLanes.Subtract(Derivative(left), Derivative(right)), sum);
        TLanes.Store(sum, gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Value(TVector delta)
    {
        if (_quarters == 4)
            return TLanes.Multiply(delta, delta);
        TVector size = TLanes.Multiply(delta, Sign(delta));
        return _quarters == 0 ? size : TLanes.Multiply(size, Power(size));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Derivative(TVector delta)
    {
        if (_quarters == 4)
            return TLanes.Add(delta, delta);
        TVector sign = Sign(delta);
        return _quarters == 0
            ? sign
            : TLanes.Multiply(TLanes.Multiply(TLanes.Broadcast((float)_exponent), sign), Power(TLanes.Multiply(delta, sign)));
    }

    /// <summary>size^(p−1) of a power that is neither 1 nor 2.</summary>
    private TVector Power(TVector size)
    {
        TVector root = TLanes.Sqrt(size);
        return _quarters switch
        {
            1 => TLanes.Sqrt(root),
            2 => root,
            _ => TLanes.Multiply(root, TLanes.Sqrt(root)),
        };
    }

    private static TVector Sign(TVector delta)
    {
        TVector one = TLanes.Broadcast(1);
        return TLanes.Subtract(
            TLanes.WherePositive(delta, one), TLanes.WherePositive(TLanes.Subtract(TLanes.Zero, delta), one));
    }
}
