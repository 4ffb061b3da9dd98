using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The data transform V = Bᵀ·d·B of 6×6 tiles d, 16 channels at a time: rows first, then columns, 12
/// operations per line of six, 144 per tile and channel. It is done in two halves (points 0, a, −a, then b,
/// −b, ∞ of each row): a half's 18 row results fit the 32 registers, so nothing but the tile is read and
/// nothing but V is written.
/// </summary>
internal static unsafe class WinogradInput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Inputs = WinogradPoints.Inputs;

    /// <summary>Floats of scratch that <see cref="Transform"/> needs for a tile at the border.</summary>
    public const int ScratchLength = Inputs * Inputs * Block;

    /// <summary>
    /// Transforms <paramref name="count"/> tiles of one block of channels to
    /// <paramref name="result"/>[point·pointStride + tile·16 + lane].
    /// </summary>
    public static void Transform(
        in WinogradTask task, int block, int firstTile, int count, float* result, nint pointStride,
        float* scratch)
    {
        long plane = (long)block * task.SourceHeight * task.SourceWidth * Block;
        int across = task.TilesAcross;
        int ty = firstTile / across, tx = firstTile % across;
        for (int tile = 0; tile < count; tile++, result += Block)
        {
            int row = ty * WinogradPoints.Outputs - task.Border;
            int column = tx * WinogradPoints.Outputs - task.Border;
            bool inside = row >= 0 && column >= 0
                && row + Inputs <= task.SourceHeight && column + Inputs <= task.SourceWidth;
            if (task.PooledGradient != null)
            {
                PooledGradientTile<TLanes, TVector>.Fill(task, block, row, column, scratch);
                TransformTile(new PlainSource<TLanes, TVector>(scratch), Inputs * Block, result, pointStride);
            }
            else if (inside)
            {
                nint offset = (nint)(plane + ((long)row * task.SourceWidth + column) * Block);
                nint rowStride = task.SourceWidth * Block;
                if (task.Gate == null)
                    TransformTile(
                        new PlainSource<TLanes, TVector>(task.Source + offset), rowStride, result,
                        pointStride);
                else
                    TransformTile(
                        new GatedSource<TLanes, TVector>(task.Source + offset, task.Gate + offset), rowStride,
                        result, pointStride);
            }
            else
            {
                Gather(task, plane, row, column, scratch);
                TransformTile(new PlainSource<TLanes, TVector>(scratch), Inputs * Block, result, pointStride);
            }

            if (++tx == across)
            {
                tx = 0;
                ty++;
            }
        }
    }

    private static void Gather(
        in WinogradTask task, long plane, int firstRow, int firstColumn, float* scratch)
    {
        for (int y = 0; y < Inputs; y++)
        {
            int row = BorderMap.Source(firstRow + y, task.SourceHeight, task.Mode);
            for (int x = 0; x < Inputs; x++, scratch += Block)
            {
                int column = BorderMap.Source(firstColumn + x, task.SourceWidth, task.Mode);
                long offset = plane + ((long)row * task.SourceWidth + column) * Block;
                for (int lane = 0; lane < Block; lane += TLanes.Count)
                {
                    TVector value = TLanes.Zero;
                    if (row >= 0 && column >= 0)
                    {
                        value = TLanes.Load(task.Source + offset + lane);
                        if (task.Gate != null)
                            value = TLanes.WherePositive(TLanes.Load(task.Gate + offset + lane), value);
                    }

                    TLanes.Store(value, scratch + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformTile<TSource>(
        TSource source, nint rowStride, float* result, nint pointStride)
        where TSource : struct, ITileSource<TVector>
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TransformFirstHalf(source, lane, rowStride, result + lane, pointStride);
            TransformSecondHalf(source, lane, rowStride, result + lane + 3 * pointStride, pointStride);
        }
    }

    // Columns 0, a, −a of the rows' results, all six points down each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformFirstHalf<TSource>(
        TSource source, nint offset, nint rowStride, float* result, nint pointStride)
        where TSource : struct, ITileSource<TVector>
    {
        RowFirstHalf(source, offset, out TVector z0, out TVector p0, out TVector m0);
        RowFirstHalf(source, offset + rowStride, out TVector z1, out TVector p1, out TVector m1);
        RowFirstHalf(source, offset + 2 * rowStride, out TVector z2, out TVector p2, out TVector m2);
        RowFirstHalf(source, offset + 3 * rowStride, out TVector z3, out TVector p3, out TVector m3);
        RowFirstHalf(source, offset + 4 * rowStride, out TVector z4, out TVector p4, out TVector m4);
        RowFirstHalf(source, offset + 5 * rowStride, out TVector z5, out TVector p5, out TVector m5);
        Column(z0, z1, z2, z3, z4, z5, result, pointStride);
        Column(p0, p1, p2, p3, p4, p5, result + pointStride, pointStride);
        Column(m0, m1, m2, m3, m4, m5, result + 2 * pointStride, pointStride);
    }

    // Columns b, −b, ∞.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformSecondHalf<TSource>(
        TSource source, nint offset, nint rowStride, float* result, nint pointStride)
        where TSource : struct, ITileSource<TVector>
    {
        RowSecondHalf(source, offset, out TVector p0, out TVector m0, out TVector i0);
        RowSecondHalf(source, offset + rowStride, out TVector p1, out TVector m1, out TVector i1);
        RowSecondHalf(source, offset + 2 * rowStride, out TVector p2, out TVector m2, out TVector i2);
        RowSecondHalf(source, offset + 3 * rowStride, out TVector p3, out TVector m3, out TVector i3);
        RowSecondHalf(source, offset + 4 * rowStride, out TVector p4, out TVector m4, out TVector i4);
        RowSecondHalf(source, offset + 5 * rowStride, out TVector p5, out TVector m5, out TVector i5);
        Column(p0, p1, p2, p3, p4, p5, result, pointStride);
        Column(m0, m1, m2, m3, m4, m5, result + pointStride, pointStride);
        Column(i0, i1, i2, i3, i4, i5, result + 2 * pointStride, pointStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowFirstHalf<TSource>(
        TSource source, nint offset, out TVector zero, out TVector plus, out TVector minus)
        where TSource : struct, ITileSource<TVector> =>
        FirstHalf(
            source.Load(offset), source.Load(offset + Block), source.Load(offset + 2 * Block),
            source.Load(offset + 3 * Block),
            source.Load(offset + 4 * Block), out zero, out plus, out minus);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowSecondHalf<TSource>(
        TSource source, nint offset, out TVector plus, out TVector minus, out TVector infinity)
        where TSource : struct, ITileSource<TVector> =>
        SecondHalf(
            source.Load(offset + Block), source.Load(offset + 2 * Block), source.Load(offset + 3 * Block),
            source.Load(offset + 4 * Block), source.Load(offset + 5 * Block), out plus, out minus,
            out infinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(
        TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* result,
        nint pointStride)
    {
        FirstHalf(d0, d1, d2, d3, d4, out TVector zero, out TVector plus, out TVector minus);
        TLanes.Store(zero, result);
        TLanes.Store(plus, result + Inputs * pointStride);
        TLanes.Store(minus, result + 2 * Inputs * pointStride);
        SecondHalf(d1, d2, d3, d4, d5, out plus, out minus, out TVector infinity);
        TLanes.Store(plus, result + 3 * Inputs * pointStride);
        TLanes.Store(minus, result + 4 * Inputs * pointStride);
        TLanes.Store(infinity, result + 5 * Inputs * pointStride);
    }

    // Points 0 and ±a: (x² − a²)(x² − b²) and x(x ± a)(x² − b²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FirstHalf(
        TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, out TVector zero, out TVector plus,
        out TVector minus)
    {
        zero = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.SumOfSquares), d2, TLanes.Add(d0, d4));
        TVector odd = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.BSquared), d1, d3);
        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.BSquared), d2, d4);
        plus = TLanes.MultiplyAdd(TLanes.Broadcast((float)WinogradPoints.A), odd, even);
        minus = TLanes.MultiplyAdd(TLanes.Broadcast((float)-WinogradPoints.A), odd, even);
    }

    // Points ±b and ∞: x(x ± b)(x² − a²) and x(x² − a²)(x² − b²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SecondHalf(
        TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, out TVector plus, out TVector minus,
        out TVector infinity)
    {
        TVector odd = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.ASquared), d1, d3);
        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.ASquared), d2, d4);
        plus = TLanes.MultiplyAdd(TLanes.Broadcast((float)WinogradPoints.B), odd, even);
        minus = TLanes.MultiplyAdd(TLanes.Broadcast((float)-WinogradPoints.B), odd, even);
        infinity = TLanes.MultiplyAdd(TLanes.Broadcast(-WinogradPoints.SumOfSquares), d3, TLanes.Add(d1, d5));
    }
}
