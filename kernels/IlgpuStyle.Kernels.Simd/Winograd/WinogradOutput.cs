using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The inverse transform Y = Aᵀ·M·A of the 36 products of a tile to its 4×4 outputs, 16 channels at a time,
/// with bias and ReLU fused into the store, and 2×2 pooling on the way (a tile holds four whole windows):
/// columns first (24 results, which fit the 32 registers), then rows, 12 operations per line, 120 per tile
/// and channel.
/// </summary>
internal static unsafe class WinogradOutput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Outputs = WinogradPoints.Outputs;
    private const int Inputs = WinogradPoints.Inputs;

    /// <summary>Floats of scratch that <see cref="Transform"/> needs for a tile at the border.</summary>
    public const int ScratchLength = Outputs * Outputs * Block;

    /// <summary>
    /// Transforms <paramref name="count"/> tiles of one block of channels from products[point·pointStride +
    /// tile·16 + lane].
    /// </summary>
    public static void Transform(
        in WinogradTask task, int block, int firstTile, int count, float* products, nint pointStride,
        float* scratch)
    {
        if (task.Pooled == null)
            Transform<NoPooling<TVector>>(task, block, firstTile, count, products, pointStride, scratch);
        else if (task.Pooling == PoolingKind.Max)
            Transform<MaxTilePooling<TLanes, TVector>>(
                task, block, firstTile, count, products, pointStride, scratch);
        else
            Transform<AverageTilePooling<TLanes, TVector>>(
                task, block, firstTile, count, products, pointStride, scratch);
    }

    private static void Transform<TPooling>(
        in WinogradTask task, int block, int firstTile, int count, float* products, nint pointStride,
        float* scratch)
        where TPooling : struct, ITilePooling<TVector>
    {
        float* plane = task.Destination
            + (long)block * task.DestinationHeight * task.DestinationWidth * Block;
        float* pooledPlane = TPooling.Pools
            ? task.Pooled + (long)block * task.PooledHeight * task.PooledWidth * Block
            : null;
        float* bias = task.Bias == null ? null : task.Bias + block * Block;
        int across = task.TilesAcross;

        // Half a cache line at a time, streaming stores are several times slower than ordinary ones.
        bool streams = task.Streams && TLanes.Count == Block;
        int ty = firstTile / across, tx = firstTile % across;
        for (int tile = 0; tile < count; tile++, products += Block)
        {
            int row = ty * Outputs, column = tx * Outputs;
            float* target = plane + ((long)row * task.DestinationWidth + column) * Block;
            float* pooled = TPooling.Pools
                ? pooledPlane + ((long)row / 2 * task.PooledWidth + column / 2) * Block
                : null;
            int height = Math.Min(Outputs, task.DestinationHeight - row);
            int width = Math.Min(Outputs, task.DestinationWidth - column);
            if (height == Outputs && width == Outputs)
            {
                TransformTile<TPooling>(
                    products, pointStride, bias, task.Relu, streams, target, task.DestinationWidth * Block,
                    pooled, task.PooledWidth * Block);
            }
            else
            {
                TransformTile<NoPooling<TVector>>(
                    products, pointStride, bias, task.Relu, false, scratch, Outputs * Block, null, 0);
                for (int y = 0; y < height; y++)
                {
                    new Span<float>(scratch + y * Outputs * Block, width * Block).CopyTo(
                        new Span<float>(target + (long)y * task.DestinationWidth * Block, width * Block));
                }

                if (TPooling.Pools)
                    PoolPart<TPooling>(
                        scratch, height, width, Math.Min(2, task.PooledHeight - row / 2),
                        Math.Min(2, task.PooledWidth - column / 2), pooled, task.PooledWidth * Block);
            }

            if (++tx == across)
            {
                tx = 0;
                ty++;
            }
        }
    }

    // The windows that start in a tile at the border, of which height × width outputs exist.
    private static void PoolPart<TPooling>(
        float* outputs, int height, int width, int windowRows, int windowColumns, float* pooled,
        nint pooledStride)
        where TPooling : struct, ITilePooling<TVector>
    {
        for (int row = 0; row < windowRows; row++)
        {
            for (int column = 0; column < windowColumns; column++)
            {
                bool isTall = 2 * row + 1 < height, isWide = 2 * column + 1 < width;
                for (int lane = 0; lane < Block; lane += TLanes.Count)
                {
                    float* p = outputs + (2 * row * Outputs + 2 * column) * Block + lane;
                    TVector value = TLanes.Load(p);
                    if (isWide)
                        value = TPooling.Combine(value, TLanes.Load(p + Block));
                    if (isTall)
                        value = TPooling.Combine(value, TLanes.Load(p + Outputs * Block));
                    if (isTall && isWide)
                        value = TPooling.Combine(value, TLanes.Load(p + (Outputs + 1) * Block));
                    value = TPooling.Finish(value, (isTall ? 2 : 1) * (isWide ? 2 : 1));
                    TLanes.Store(value, pooled + row * pooledStride + column * Block + lane);
                }
            }
        }
    }

    private static void TransformTile<TPooling>(
        float* products, nint pointStride, float* bias, bool relu, bool streams, float* target,
        nint rowStride, float* pooled, nint pooledStride)
        where TPooling : struct, ITilePooling<TVector>
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TVector offset = bias == null ? TLanes.Zero : TLanes.Load(bias + lane);
            TransformLanes<TPooling>(
                products + lane, pointStride, offset, relu, streams, target + lane, rowStride, pooled + lane,
                pooledStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformLanes<TPooling>(
        float* products, nint pointStride, TVector bias, bool relu, bool streams, float* target,
        nint rowStride, float* pooled, nint pooledStride)
        where TPooling : struct, ITilePooling<TVector>
    {
        Column(products, pointStride, out TVector a0, out TVector b0, out TVector c0, out TVector d0);
        Column(
            products + pointStride, pointStride, out TVector a1, out TVector b1, out TVector c1,
            out TVector d1);
        Column(
            products + 2 * pointStride, pointStride, out TVector a2, out TVector b2, out TVector c2,
            out TVector d2);
        Column(
            products + 3 * pointStride, pointStride, out TVector a3, out TVector b3, out TVector c3,
            out TVector d3);
        Column(
            products + 4 * pointStride, pointStride, out TVector a4, out TVector b4, out TVector c4,
            out TVector d4);
        Column(
            products + 5 * pointStride, pointStride, out TVector a5, out TVector b5, out TVector c5,
            out TVector d5);
        TVector left = TLanes.Zero, right = TLanes.Zero;
        Row<TPooling>(
            a0, a1, a2, a3, a4, a5, bias, relu, streams, target, isFirst: true, ref left, ref right);
        target += rowStride;
        Row<TPooling>(
            b0, b1, b2, b3, b4, b5, bias, relu, streams, target, isFirst: false, ref left, ref right);
        if (TPooling.Pools)
            KeepPooled<TPooling>(left, right, pooled);
        target += rowStride;
        Row<TPooling>(
            c0, c1, c2, c3, c4, c5, bias, relu, streams, target, isFirst: true, ref left, ref right);
        target += rowStride;
        Row<TPooling>(
            d0, d1, d2, d3, d4, d5, bias, relu, streams, target, isFirst: false, ref left, ref right);
        if (TPooling.Pools)
            KeepPooled<TPooling>(left, right, pooled + pooledStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepPooled<TPooling>(TVector left, TVector right, float* pooled)
        where TPooling : struct, ITilePooling<TVector>
    {
        TLanes.Store(TPooling.Finish(left, 4), pooled);
        TLanes.Store(TPooling.Finish(right, 4), pooled + Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(
        float* products, nint pointStride, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        nint step = Inputs * pointStride;
        Line(
            TLanes.Load(products), TLanes.Load(products + step), TLanes.Load(products + 2 * step),
            TLanes.Load(products + 3 * step), TLanes.Load(products + 4 * step),
            TLanes.Load(products + 5 * step),
            out y0, out y1, out y2, out y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TPooling>(
        TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, TVector bias, bool relu,
        bool streams, float* target, bool isFirst, ref TVector left, ref TVector right)
        where TPooling : struct, ITilePooling<TVector>
    {
        Line(
            TLanes.Add(m0, bias), m1, m2, m3, m4, TLanes.Add(m5, bias), out TVector y0, out TVector y1,
            out TVector y2, out TVector y3);
        y1 = TLanes.Add(y1, bias);
        y2 = TLanes.Add(y2, bias);
        if (relu)
        {
            y0 = TLanes.Relu(y0);
            y1 = TLanes.Relu(y1);
            y2 = TLanes.Relu(y2);
            y3 = TLanes.Relu(y3);
        }

        if (TPooling.Pools)
        {
            left = TPooling.Combine(isFirst ? y0 : TPooling.Combine(left, y0), y1);
            right = TPooling.Combine(isFirst ? y2 : TPooling.Combine(right, y2), y3);
        }

        if (streams)
        {
            TLanes.StoreStreaming(y0, target);
            TLanes.StoreStreaming(y1, target + Block);
            TLanes.StoreStreaming(y2, target + 2 * Block);
            TLanes.StoreStreaming(y3, target + 3 * Block);
            return;
        }

        TLanes.Store(y0, target);
        TLanes.Store(y1, target + Block);
        TLanes.Store(y2, target + 2 * Block);
        TLanes.Store(y3, target + 3 * Block);
    }

    // Output k = Σ over points of m·p^k; ±p share their even and odd parts. Point 0 reaches output 0 only, ∞
    // output 3 only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(
        TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5,
        out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        TVector evenA = TLanes.Add(m1, m2), oddA = TLanes.Subtract(m1, m2);
        TVector evenB = TLanes.Add(m3, m4), oddB = TLanes.Subtract(m3, m4);
        y0 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B0), evenB, TLanes.MultiplyAdd(
                TLanes.Broadcast(WinogradPoints.A0), evenA, m0));
        y1 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B1), oddB, TLanes.Multiply(
                TLanes.Broadcast(WinogradPoints.A1), oddA));
        y2 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B2), evenB, TLanes.Multiply(
                TLanes.Broadcast(WinogradPoints.A2), evenA));
        y3 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B3), oddB, TLanes.MultiplyAdd(
                TLanes.Broadcast(WinogradPoints.A3), oddA, m5));
    }
}
