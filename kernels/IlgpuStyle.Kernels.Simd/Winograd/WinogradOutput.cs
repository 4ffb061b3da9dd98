using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The inverse transform Y = Aᵀ·M·A of the 36 products of a tile to its 4×4 outputs, 16 channels at a time, with bias and ReLU fused into the
/// store: columns first (24 results, which fit the 32 registers), then rows, 12 operations per line, 120 per tile and channel.
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

    /// <summary>Transforms <paramref name="count"/> tiles of one block of channels from products[point·pointStride + tile·16 + lane].</summary>
    public static void Transform(
        in WinogradTask task, int block, int firstTile, int count, float* products, nint pointStride, float* scratch)
    {
        float* plane = task.Destination + (long)block * task.DestinationHeight * task.DestinationWidth * Block;
        float* bias = task.Bias == null ? null : task.Bias + block * Block;
        int across = task.TilesAcross;

        // Half a cache line at a time, streaming stores are several times slower than ordinary ones.
        bool streams = task.Streams && TLanes.Count == Block;
        int ty = firstTile / across, tx = firstTile % across;
        for (int tile = 0; tile < count; tile++, products += Block)
        {
            int row = ty * Outputs, column = tx * Outputs;
            float* target = plane + ((long)row * task.DestinationWidth + column) * Block;
            int height = Math.Min(Outputs, task.DestinationHeight - row);
            int width = Math.Min(Outputs, task.DestinationWidth - column);
            if (height == Outputs && width == Outputs)
            {
                TransformTile(products, pointStride, bias, task.Relu, streams, target, task.DestinationWidth * Block);
            }
            else
            {
                TransformTile(products, pointStride, bias, task.Relu, false, scratch, Outputs * Block);
                for (int y = 0; y < height; y++)
                {
                    new Span<float>(scratch + y * Outputs * Block, width * Block).CopyTo(
                        new Span<float>(target + (long)y * task.DestinationWidth * Block, width * Block));
                }
            }

            if (++tx == across)
            {
                tx = 0;
                ty++;
            }
        }
    }

    private static void TransformTile(
        float* products, nint pointStride, float* bias, bool relu, bool streams, float* target, nint rowStride)
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TVector offset = bias == null ? TLanes.Zero : TLanes.Load(bias + lane);
            TransformLanes(products + lane, pointStride, offset, relu, streams, target + lane, rowStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformLanes(
        float* products, nint pointStride, TVector bias, bool relu, bool streams, float* target, nint rowStride)
    {
        Column(products, pointStride, out TVector a0, out TVector b0, out TVector c0, out TVector d0);
        Column(products + pointStride, pointStride, out TVector a1, out TVector b1, out TVector c1, out TVector d1);
        Column(products + 2 * pointStride, pointStride, out TVector a2, out TVector b2, out TVector c2, out TVector d2);
        Column(products + 3 * pointStride, pointStride, out TVector a3, out TVector b3, out TVector c3, out TVector d3);
        Column(products + 4 * pointStride, pointStride, out TVector a4, out TVector b4, out TVector c4, out TVector d4);
        Column(products + 5 * pointStride, pointStride, out TVector a5, out TVector b5, out TVector c5, out TVector d5);
        Row(a0, a1, a2, a3, a4, a5, bias, relu, streams, target);
        Row(b0, b1, b2, b3, b4, b5, bias, relu, streams, target + rowStride);
        Row(c0, c1, c2, c3, c4, c5, bias, relu, streams, target + 2 * rowStride);
        Row(d0, d1, d2, d3, d4, d5, bias, relu, streams, target + 3 * rowStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(
        float* products, nint pointStride, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        nint step = Inputs * pointStride;
        Line(
            TLanes.Load(products), TLanes.Load(products + step), TLanes.Load(products + 2 * step),
            TLanes.Load(products + 3 * step), TLanes.Load(products + 4 * step), TLanes.Load(products + 5 * step),
            out y0, out y1, out y2, out y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, TVector bias, bool relu, bool streams,
        float* target)
    {
        Line(TLanes.Add(m0, bias), m1, m2, m3, m4, TLanes.Add(m5, bias), out TVector y0, out TVector y1, out TVector y2, out TVector y3);
        y1 = TLanes.Add(y1, bias);
        y2 = TLanes.Add(y2, bias);
        if (relu)
        {
            y0 = TLanes.Relu(y0);
            y1 = TLanes.Relu(y1);
            y2 = TLanes.Relu(y2);
            y3 = TLanes.Relu(y3);
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

    // Output k = Σ over points of m·p^k; ±p share their even and odd parts. Point 0 reaches output 0 only, ∞ output 3 only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(
        TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5,
        out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        TVector evenA = TLanes.Add(m1, m2), oddA = TLanes.Subtract(m1, m2);
        TVector evenB = TLanes.Add(m3, m4), oddB = TLanes.Subtract(m3, m4);
        y0 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B0), evenB, TLanes.MultiplyAdd(TLanes.Broadcast(WinogradPoints.A0), evenA, m0));
        y1 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B1), oddB, TLanes.Multiply(TLanes.Broadcast(WinogradPoints.A1), oddA));
        y2 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B2), evenB, TLanes.Multiply(TLanes.Broadcast(WinogradPoints.A2), evenA));
        y3 = TLanes.MultiplyAdd(
            TLanes.Broadcast(WinogradPoints.B3), oddB, TLanes.MultiplyAdd(TLanes.Broadcast(WinogradPoints.A3), oddA, m5));
    }
}
