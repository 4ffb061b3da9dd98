using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Pooling;

/// <summary>
/// The adjoint of pooling. Of <c>best = x &gt; best ? x : best</c>: the gradient goes to the first largest
/// element, found again from the input. Of <c>sum / count</c>: gradOutput / count goes to every element.
/// Of <c>norm = √Σx²</c>: gradOutput · x / norm, 0 where the norm is.
/// Windows that do not overlap own their input rows, so one item is a band of rows of one plane; overlapping
/// windows add up, and one item is a whole plane.
/// </summary>
internal sealed unsafe class PoolingBackwardJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private PoolingGeometry _geometry;
    private TensorLayout _inputLayout;
    private TensorLayout _outputLayout;
    private float* _input;
    private float* _gradOutput;
    private float* _gradInput;
    private int _rowsPerItem;
    private int _itemsPerPlane;

    /// <summary>
    /// gradInput = adjoint of the forward pass at <paramref name="input"/>, applied to gradOutput.
    /// </summary>
    public void Run(
        WorkerTeam team, PoolingGeometry geometry, SimdTensor input, SimdTensor gradOutput,
        SimdTensor gradInput)
    {
        _geometry = geometry;
        _inputLayout = input.Layout;
        _outputLayout = gradOutput.Layout;
        _input = input.Pointer;
        _gradOutput = gradOutput.Pointer;
        _gradInput = gradInput.Pointer;
        _rowsPerItem = geometry.Window <= geometry.Stride ? 1 : _outputLayout.Shape.Height;
        _itemsPerPlane = _outputLayout.Shape.Height / _rowsPerItem;
        int planes = _inputLayout.IsPlanar ? _inputLayout.Shape.Channels : _inputLayout.ChannelBlocks;
        team.Run(this, planes * _itemsPerPlane);
    }

    /// <inheritdoc/>
    public override string Operation => "pooling";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / _itemsPerPlane, firstRow = item % _itemsPerPlane * _rowsPerItem;
        int lastRow = firstRow + _rowsPerItem;
        int stride = _inputLayout.PositionStride, width = _inputLayout.Shape.Width;
        int height = _inputLayout.Shape.Height;
        long planeOffset = (long)plane * _inputLayout.Shape.Positions * stride;
        float* grad = _gradOutput + (long)plane * _outputLayout.Shape.Positions * stride;

        // The band up to the next item's first row; the last item also clears rows that no window reads.
        int top = firstRow * _geometry.Stride;
        int bottom = lastRow == _outputLayout.Shape.Height
            ? height
            : Math.Min(height, lastRow * _geometry.Stride);
        if (!TilesInput(bottom - top, width))
            new Span<float>(
                _gradInput + planeOffset + (long)top * width * stride,
                (bottom - top) * width * stride).Clear();
        for (int oh = firstRow; oh < lastRow; oh++)
        {
            for (int ow = 0; ow < _outputLayout.Shape.Width; ow++)
            {
                PoolingWindow window = new(_geometry, _inputLayout.Shape, oh, ow);
                float* g = grad + ((long)oh * _outputLayout.Shape.Width + ow) * stride;
                if (stride == 1)
                {
                    Spread(_input + planeOffset, _gradInput + planeOffset, g, window);
                    continue;
                }

                for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
                    SpreadVector(
                        _input + planeOffset + lane, _gradInput + planeOffset + lane, g + lane, window);
            }
        }
    }

    // Whether whole 2×2 windows cover the band exactly, so that every element is written once and needs no
    // clearing.
    private bool TilesInput(int bandHeight, int width) =>
        _geometry is { Window: 2, Stride: 2 } && bandHeight == 2 && width % 2 == 0 && !_inputLayout.IsPlanar;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SpreadVector(float* source, float* target, float* grad, PoolingWindow window)
    {
        TVector g = TLanes.Load(grad), winner = TLanes.Zero;
        if (_geometry.Kind == PoolingKind.L2)
        {
            SpreadByShare(source, target, g, window);
            return;
        }

        if (_geometry.Stride == 2 && window.IsTwoByTwo && _geometry.Window == 2)
        {
            long at = window.FirstPosition * TensorLayout.Block;
            SpreadOverFour(source + at, target + at, g, window.RowStride * TensorLayout.Block);
            return;
        }

        if (_geometry.Kind == PoolingKind.Max)
            winner = FirstLargest(source, window);
        else
            g = TLanes.Multiply(g, TLanes.Broadcast(1f / window.Count));
        for (int row = 0, index = 0; row < window.Height; row++)
        {
            long at = (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, index++, at += TensorLayout.Block)
            {
                TVector share = _geometry.Kind == PoolingKind.Max
                    ? TLanes.Select(TLanes.Equal(winner, TLanes.Broadcast(index)), g, TLanes.Zero)
                    : g;
                TLanes.Store(TLanes.Add(TLanes.Load(target + at), share), target + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SpreadByShare(float* source, float* target, TVector g, PoolingWindow window)
    {
        TVector norm = PoolingForwardJob<TLanes, TVector>.NormVector(source, window);
        TVector isPositive = TLanes.GreaterThan(norm, TLanes.Zero);
        TVector factor = TLanes.Select(isPositive, TLanes.Divide(g, norm), TLanes.Zero);

        // Where whole windows cover the band, nothing has cleared it.
        bool overwrites = TilesInput(window.Height, _inputLayout.Shape.Width);
        for (int row = 0; row < window.Height; row++)
        {
            long at = (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, at += TensorLayout.Block)
            {
                TVector sum = overwrites ? TLanes.Zero : TLanes.Load(target + at);
                TLanes.Store(TLanes.MultiplyAdd(factor, TLanes.Load(source + at), sum), target + at);
            }
        }
    }

    // VGG's window, without loops; stores instead of adding, because no other window writes there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SpreadOverFour(float* p, float* target, TVector g, nint rowStride)
    {
        TVector first, second, third, fourth;
        if (_geometry.Kind == PoolingKind.Average)
        {
            first = second = third = fourth = TLanes.Multiply(g, TLanes.Broadcast(0.25f));
        }
        else
        {
            // Later elements win only if larger: going backwards, each hands on what it loses.
            TVector x0 = TLanes.Load(p), x1 = TLanes.Load(p + TensorLayout.Block);
            TVector x2 = TLanes.Load(p + rowStride), x3 = TLanes.Load(p + rowStride + TensorLayout.Block);
            TVector beats0 = TLanes.GreaterThan(x1, x0), best = TLanes.Select(beats0, x1, x0);
            TVector beats1 = TLanes.GreaterThan(x2, best);
            TVector beats2 = TLanes.GreaterThan(x3, TLanes.Select(beats1, x2, best));
            fourth = TLanes.Select(beats2, g, TLanes.Zero);
            TVector rest = TLanes.Select(beats2, TLanes.Zero, g);
            third = TLanes.Select(beats1, rest, TLanes.Zero);
            rest = TLanes.Select(beats1, TLanes.Zero, rest);
            second = TLanes.Select(beats0, rest, TLanes.Zero);
            first = TLanes.Select(beats0, TLanes.Zero, rest);
        }

        Keep(first, target);
        Keep(second, target + TensorLayout.Block);
        Keep(third, target + rowStride);
        Keep(fourth, target + rowStride + TensorLayout.Block);
    }

    // Gradients before pooling are large and read much later: past the caches, if whole cache lines can be
    // written at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TVector value, float* target)
    {
        if (TLanes.Count == TensorLayout.Block)
            TLanes.StoreStreaming(value, target);
        else
            TLanes.Store(value, target);
    }

    // Index within the window, row-major, as a float per lane: exact up to windows of 4096 × 4096.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector FirstLargest(float* source, PoolingWindow window)
    {
        TVector best = TLanes.Load(source + window.FirstPosition * TensorLayout.Block), winner = TLanes.Zero;
        for (int row = 0, index = 0; row < window.Height; row++)
        {
            float* p = source + (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, index++, p += TensorLayout.Block)
            {
                TVector x = TLanes.Load(p), larger = TLanes.GreaterThan(x, best);
                best = TLanes.Select(larger, x, best);
                winner = TLanes.Select(larger, TLanes.Broadcast(index), winner);
            }
        }

        return winner;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(float* source, float* target, float* grad, PoolingWindow window)
    {
        long best = window.FirstPosition;
        float norm = _geometry.Kind == PoolingKind.L2
            ? PoolingForwardJob<TLanes, TVector>.Norm(source, window)
            : 0;
        for (int row = 0; row < window.Height; row++)
        {
            long at = window.FirstPosition + (long)row * window.RowStride;
            for (int column = 0; column < window.Width; column++, at++)
            {
                if (_geometry.Kind == PoolingKind.Average)
                    target[at] += *grad / window.Count;
                else if (_geometry.Kind == PoolingKind.L2)
                    target[at] += norm > 0 ? *grad * (source[at] / norm) : 0;
                else if (source[at] > source[best])
                    best = at;
            }
        }

        if (_geometry.Kind == PoolingKind.Max)
            target[best] += *grad;
    }
}
