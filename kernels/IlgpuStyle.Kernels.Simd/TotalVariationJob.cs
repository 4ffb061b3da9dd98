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
    protected override bool TakesAllChannels => _color && Layout.IsPlanar;

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
        double vertical = 0, horizontal = 0, rowWeight = _inside && h == height - 1 ? 0 : _horizontalWeight;
        int vectorEnd = 0;
        if (stride == 1 && width > TLanes.Count + 1)
        {
            for (vectorEnd = 1; vectorEnd + TLanes.Count < width; vectorEnd += TLanes.Count)
            {
                int w = vectorEnd;
                if (_color)
                    AddColorVectors(row + w, above + w, below + w, gradient + w, rowWeight, ref vertical, ref horizontal);
                else
                    AddVector(row + w, above + w, below + w, gradient + w, rowWeight, ref vertical, ref horizontal);
            }
        }

        int channels = TakesAllChannels ? Layout.Shape.Channels : 1;
        for (int c = channel; c < channel + channels; c++)
        {
            long shift = Layout.ChannelOffset(c) - Layout.ChannelOffset(channel);
            for (int w = 0; w < width; w = w == 0 && vectorEnd > 0 ? vectorEnd : w + 1)
            {
                bool isLeftOut = _inside && w == width - 1;
                AddElement(
                    row + shift, (isLeftOut ? row : above) + shift, (isLeftOut ? row : below) + shift, gradient + shift, c, w, width,
                        stride,
                    rowWeight, ref vertical, ref horizontal);
            }
        }

        return _verticalWeight * vertical + rowWeight * horizontal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddVector(
        float* row, float* above, float* below, float* gradient, double rowWeight, ref double vertical, ref double horizontal) =>
        AddDifferences(
            TLanes.Load(row), TLanes.Load(above), TLanes.Load(below), TLanes.Load(row - 1), TLanes.Load(row + 1), gradient, rowWeight,
            ref vertical, ref horizontal);

    // All channels of a picture, whose planes follow one another.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddColorVectors(
        float* row, float* above, float* below, float* gradient, double rowWeight, ref double vertical, ref double horizontal)
    {
        int channels = Layout.Shape.Channels;
        nint plane = (nint)Layout.ChannelOffset(1);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float ValueAt(float* at, int channel)
    {
        if (!_color)
            return *at;
        double sum = 0;
        for (int c = 0; c < Layout.Shape.Channels; c++)
            sum += at[Layout.ChannelOffset(c) - Layout.ChannelOffset(channel)];
        return (float)(*at - sum / Layout.Shape.Channels);
    }

    private TVector Value(TVector delta)
    {
        if (_quarters == 4)
            return TLanes.Multiply(delta, delta);
        TVector size = TLanes.Multiply(delta, Sign(delta));
        return _quarters == 0 ? size : TLanes.Multiply(size, Power(size));
    }

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

    private void AddElement(
        float* row, float* above, float* below, float* gradient, int channel, int w, int width, int stride,
        double rowWeight, ref double vertical, ref double horizontal)
    {
        long at = (long)w * stride;
        float x = ValueAt(row + at, channel);
        float down = ValueAt(below + at, channel) - x, up = x - ValueAt(above + at, channel);
        float right = w + 1 < width ? ValueAt(row + at + stride, channel) - x : 0;
        float left = w > 0 ? x - ValueAt(row + at - stride, channel) : 0;
        vertical += Value(down);
        horizontal += Value(right);
        double derivative = _quarters == 4
            ? 2 * (_verticalWeight * (up - down) + rowWeight * (left - right))
            : _verticalWeight * (Derivative(up) - Derivative(down)) + rowWeight * (Derivative(left) - Derivative(right));
        gradient[at] += (float)derivative;
    }

    private double Value(float delta) => _quarters switch
    {
        0 => Math.Abs(delta),
        4 => (double)delta * delta,
        _ => Math.Pow(Math.Abs(delta), _exponent),
    };

    private double Derivative(float delta) =>
        _quarters == 0 ? Math.Sign(delta) : Math.Sign(delta) * _exponent * Math.Pow(Math.Abs(delta), _exponent - 1);
}
