using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Tiles of a gradient that is stored pooled: of <c>output = max(0, sum)</c> and <c>pooled =
/// pooling(output)</c>, gradSum is the pooled gradient, spread over the 2×2 windows of output, where output
/// &gt; 0. A mean's gradient goes to every element of its window in equal shares, a maximum's to the first
/// largest.
/// </summary>
internal static unsafe class PooledGradientTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Inputs = WinogradPoints.Inputs;

    /// <summary>
    /// Whether <see cref="WholeMeans"/> reads a tile, all of which lies inside: it begins with the second row and column of a window of
    /// means, and its last window is whole.
    /// </summary>
    public static bool IsOfWholeMeans(in WinogradTask task, int firstRow, int firstColumn) =>
        task.Pooling == PoolingKind.Average && (firstRow & firstColumn & 1) != 0
        && firstRow + Inputs < task.SourceHeight && firstColumn + Inputs < task.SourceWidth;

    /// <summary>The gradient at a row and column and the seven after them.</summary>
    public static MeanGradientSource<TLanes, TVector> WholeMeans(in WinogradTask task, int block, int firstRow, int firstColumn) => new(
        task.Gate + (((long)block * task.SourceHeight + firstRow) * task.SourceWidth + firstColumn) * Block,
        task.SourceWidth * Block,
        task.PooledGradient + (((long)block * task.PooledHeight + (firstRow >> 1)) * task.PooledWidth + (firstColumn >> 1)) * Block,
        task.PooledWidth * Block);

    /// <summary>
    /// Fills tile[(y·8 + x)·16 + lane] with the gradient at row <paramref name="firstRow"/> + y and column
    /// <paramref name="firstColumn"/> + x, window by window; 0 beyond the border.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(in WinogradTask task, int block, int firstRow, int firstColumn, float* tile)
    {
        float* gate = task.Gate + (long)block * task.SourceHeight * task.SourceWidth * Block;
        float* gradient = task.PooledGradient + (long)block * task.PooledHeight * task.PooledWidth * Block;
        for (int row = firstRow >> 1; row <= (firstRow + Inputs - 1) >> 1; row++)
        {
            for (int column = firstColumn >> 1; column <= (firstColumn + Inputs - 1) >> 1; column++)
            {
                TileWindow window = new(2 * row - firstRow, 2 * column - firstColumn);
                bool exists = row >= 0 && column >= 0 && row < task.PooledHeight && column < task.PooledWidth;
                float* corner = gate + (2L * row * task.SourceWidth + 2 * column) * Block;
                float* g = gradient + ((long)row * task.PooledWidth + column) * Block;
                nint rowStride = task.SourceWidth * Block;
                if (exists && 2 * row + 1 < task.SourceHeight && 2 * column + 1 < task.SourceWidth)
                    SpreadWhole(task.Pooling, corner, rowStride, g, window, tile);
                else if (exists)
                    SpreadPart(
                        task.Pooling, corner, rowStride, 2 * row + 1 < task.SourceHeight,
                        2 * column + 1 < task.SourceWidth, g, window, tile);
                else
                    Clear(window, tile);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpreadWhole(
        PoolingKind kind, float* gate, nint rowStride, float* gradient, TileWindow window, float* tile)
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count, gate += TLanes.Count)
        {
            TVector x0 = TLanes.Load(gate), x1 = TLanes.Load(gate + Block);
            TVector x2 = TLanes.Load(gate + rowStride), x3 = TLanes.Load(gate + rowStride + Block);
            TVector g = TLanes.Load(gradient + lane);
            if (kind == PoolingKind.Average)
            {
                g = TLanes.Multiply(g, TLanes.Broadcast(0.25f));
                x0 = TLanes.WherePositive(x0, g);
                x1 = TLanes.WherePositive(x1, g);
                x2 = TLanes.WherePositive(x2, g);
                x3 = TLanes.WherePositive(x3, g);
            }
            else
            {
                // Later elements win only if larger: going backwards, each hands on what it loses.
                TVector beats0 = TLanes.GreaterThan(x1, x0), best = TLanes.Select(beats0, x1, x0);
                TVector beats1 = TLanes.GreaterThan(x2, best);
                best = TLanes.Select(beats1, x2, best);
                TVector beats2 = TLanes.GreaterThan(x3, best);
                g = TLanes.WherePositive(TLanes.Select(beats2, x3, best), g);
                x3 = TLanes.Select(beats2, g, TLanes.Zero);
                g = TLanes.Select(beats2, TLanes.Zero, g);
                x2 = TLanes.Select(beats1, g, TLanes.Zero);
                g = TLanes.Select(beats1, TLanes.Zero, g);
                x1 = TLanes.Select(beats0, g, TLanes.Zero);
                x0 = TLanes.Select(beats0, TLanes.Zero, g);
            }

            window.Keep<TLanes, TVector>(x0, x1, x2, x3, tile + lane);
        }
    }

    // Ceil mode's last windows: one or two elements.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpreadPart(
        PoolingKind kind, float* gate, nint rowStride, bool isTall, bool isWide, float* gradient,
        TileWindow window, float* tile)
    {
        TVector share = TLanes.Broadcast(isTall || isWide ? 0.5f : 1);
        for (int lane = 0; lane < Block; lane += TLanes.Count, gate += TLanes.Count)
        {
            TVector first = TLanes.Load(gate), g = TLanes.Load(gradient + lane), other = TLanes.Zero;
            if (isTall || isWide)
                other = TLanes.Load(gate + (isWide ? Block : rowStride));
            TVector firstShare = g, otherShare = g;
            if (kind == PoolingKind.Average)
            {
                firstShare = otherShare = TLanes.Multiply(g, share);
            }
            else
            {
                TVector loses = TLanes.GreaterThan(other, first);
                firstShare = TLanes.Select(loses, TLanes.Zero, g);
                otherShare = TLanes.Select(loses, g, TLanes.Zero);
            }

            firstShare = TLanes.WherePositive(first, firstShare);
            otherShare = TLanes.WherePositive(other, otherShare);
            window.Keep<TLanes, TVector>(
                firstShare, isWide ? otherShare : TLanes.Zero, isTall ? otherShare : TLanes.Zero, TLanes.Zero,
                tile + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Clear(TileWindow window, float* tile)
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
            window.Keep<TLanes, TVector>(TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero, tile + lane);
    }
}
