using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The data transform V = Bᵀ·d·B of 8×8 tiles d, 16 channels at a time: columns first, into scratch memory, then rows; 24
/// operations per line of eight, 384 per tile and channel.
/// </summary>
internal static unsafe class WinogradInput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Inputs = WinogradPoints.Inputs;

    /// <summary>Floats of scratch that <see cref="Transform"/> needs: a tile at the border, and its columns' results.</summary>
    public const int ScratchLength = 2 * Inputs * Inputs * Block;

    /// <summary>
    /// Transforms <paramref name="count"/> tiles of one block of channels to
    /// <paramref name="result"/>[point·pointStride + tile·16 + lane].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(
        in WinogradTask task, int block, int firstTile, int count, float* result, nint pointStride,
        float* scratch)
    {
        float* columns = scratch + Inputs * Inputs * Block;
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
                TransformTile(new PlainSource<TLanes, TVector>(scratch), Inputs * Block, result, pointStride, columns);
            }
            else if (inside)
            {
                nint offset = (nint)(plane + ((long)row * task.SourceWidth + column) * Block);
                nint rowStride = task.SourceWidth * Block;
                if (task.Gate == null)
                    TransformTile(
                        new PlainSource<TLanes, TVector>(task.Source + offset), rowStride, result,
                        pointStride, columns);
                else
                    TransformTile(
                        new GatedSource<TLanes, TVector>(task.Source + offset, task.Gate + offset), rowStride,
                        result, pointStride, columns);
            }
            else
            {
                Gather(task, plane, row, column, scratch);
                TransformTile(new PlainSource<TLanes, TVector>(scratch), Inputs * Block, result, pointStride, columns);
            }

            if (++tx == across)
            {
                tx = 0;
                ty++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformTile<TSource>(TSource source, nint rowStride, float* result, nint pointStride, float* columns)
        where TSource : struct, ITileSource<TVector>
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TransformColumns(source, lane, rowStride, columns);
            TransformRows(columns, result + lane, pointStride);
        }
    }

    // columns[(point·8 + x)·16] of the eight columns x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformColumns<TSource>(TSource source, nint offset, nint rowStride, float* columns)
        where TSource : struct, ITileSource<TVector>
    {
        const int Row = Inputs * Block;
        nint end = offset + Row;
        for (; offset < end; offset += Block, columns += Block)
        {
            WinogradLine<TLanes, TVector>.Data(
                source.Load(offset), source.Load(offset + rowStride), source.Load(offset + 2 * rowStride),
                source.Load(offset + 3 * rowStride), source.Load(offset + 4 * rowStride), source.Load(offset + 5 * rowStride),
                source.Load(offset + 6 * rowStride), source.Load(offset + 7 * rowStride),
                out TVector v0, out TVector v1, out TVector v2, out TVector v3, out TVector v4, out TVector v5, out TVector v6,
                out TVector v7);
            TLanes.Store(v0, columns);
            TLanes.Store(v1, columns + Row);
            TLanes.Store(v2, columns + 2 * Row);
            TLanes.Store(v3, columns + 3 * Row);
            TLanes.Store(v4, columns + 4 * Row);
            TLanes.Store(v5, columns + 5 * Row);
            TLanes.Store(v6, columns + 6 * Row);
            TLanes.Store(v7, columns + 7 * Row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformRows(float* columns, float* result, nint pointStride)
    {
        for (int row = 0; row < Inputs; row++, columns += Inputs * Block)
        {
            WinogradLine<TLanes, TVector>.Data(
                TLanes.Load(columns), TLanes.Load(columns + Block), TLanes.Load(columns + 2 * Block),
                TLanes.Load(columns + 3 * Block), TLanes.Load(columns + 4 * Block), TLanes.Load(columns + 5 * Block),
                TLanes.Load(columns + 6 * Block), TLanes.Load(columns + 7 * Block),
                out TVector v0, out TVector v1, out TVector v2, out TVector v3, out TVector v4, out TVector v5, out TVector v6,
                out TVector v7);
            TLanes.Store(v0, result);
            TLanes.Store(v1, result += pointStride);
            TLanes.Store(v2, result += pointStride);
            TLanes.Store(v3, result += pointStride);
            TLanes.Store(v4, result += pointStride);
            TLanes.Store(v5, result += pointStride);
            TLanes.Store(v6, result += pointStride);
            TLanes.Store(v7, result += pointStride);
            result += pointStride;
        }
    }
}
