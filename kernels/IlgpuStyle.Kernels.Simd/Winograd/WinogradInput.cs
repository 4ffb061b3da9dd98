using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The data transform V = Bᵀ·d·B of tiles d, 16 channels at a time: columns first, into scratch memory, then rows; 24 operations per
/// line of eight. Up to four tiles side by side share the columns that two of them read: 26 lines, not 32, and then 32 rows.
/// </summary>
internal static unsafe class WinogradInput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Inputs = WinogradPoints.Inputs;

    // Most tiles of a strip, whose columns are transformed together.
    private const int Strip = 4;

    // Columns of a strip, and the vectors from one point of theirs to the next.
    private const int Width = WinogradPoints.Outputs * (Strip - 1) + Inputs;

    /// <summary>Floats of scratch that <see cref="Transform"/> needs: a tile of pooled gradients, and a strip's columns.</summary>
    public const int ScratchLength = (Inputs + Width) * Inputs * Block;

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
        nint rowStride = task.SourceWidth * Block;
        WinogradTiling tiling = task.Tiling;
        int end = firstTile + count;
        for (int tile = firstTile, tiles; tile < end; tile += tiles, result += tiles * Block)
        {
            WinogradTile place = tiling[tile];
            int row = place.Row - task.Border, column = place.Column - task.Border;
            long offset = plane + ((long)row * task.SourceWidth + column) * Block;
            tiles = Math.Min(WholeTiles(task, tiling, place, row, column), end - tile);
            if (tiles == 0)
            {
                // Pooled gradients are spread tile by tile.
                tiles = task.PooledGradient == null ? Math.Clamp(tiling.WholeAfter(place.Column), 1, Math.Min(Strip, end - tile)) : 1;
                TransformEdge(task, block, place, tiles, scratch, result, pointStride);
            }
            else if (task.PooledGradient != null)
            {
                TransformWhole(
                    PooledGradientTile<TLanes, TVector>.WholeMeans(task, block, row, column), tiles, result, pointStride, columns);
            }
            else if (task.Gate == null)
            {
                TransformWhole(
                    new PlainSource<TLanes, TVector>(task.Source + offset, rowStride), tiles, result, pointStride, columns);
            }
            else
            {
                TransformWhole(
                    new GatedSource<TLanes, TVector>(task.Source + offset, task.Gate + offset, rowStride), tiles, result, pointStride,
                    columns);
            }
        }
    }

    // Whole tiles from this one on, in its row, that lie inside the source: at most a strip.
    private static int WholeTiles(in WinogradTask task, in WinogradTiling tiling, WinogradTile place, int row, int column)
    {
        if (!place.IsWhole || row < 0 || column < 0 || row + Inputs > task.SourceHeight)
            return 0;
        // A window of means whose first column is a tile's last ends one further.
        int right = task.SourceWidth;
        if (task.PooledGradient != null)
        {
            if (!PooledGradientTile<TLanes, TVector>.IsOfWholeMeans(task, row, column))
                return 0;
            right--;
        }

        int tiles = (right - column - (Inputs - WinogradPoints.Outputs)) / WinogradPoints.Outputs;
        return Math.Min(Math.Min(tiles, Strip), tiling.WholeAfter(place.Column));
    }

    // Columns that tiles side by side read, the last of them so many.
    private static int ColumnsOf(int tiles, int last) => WinogradPoints.Outputs * (tiles - 1) + last;

    // Tiles of one size side by side, some of whose rows or columns may lie outside.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformEdge(
        in WinogradTask task, int block, WinogradTile place, int tiles, float* scratch, float* result, nint pointStride)
    {
        float* columns = scratch + Inputs * Inputs * Block;
        float** rows = stackalloc float*[Inputs];
        nint* positions = stackalloc nint[Width];
        int row = place.Row - task.Border, column = place.Column - task.Border;
        if (task.PooledGradient != null)
        {
            PooledGradientTile<TLanes, TVector>.Fill(task, block, row, column, scratch);
            Map(scratch, rows, positions);
            TransformPart(new EdgeSource<TLanes, TVector>(rows, false, 0), positions, place, tiles, result, pointStride, columns);
            return;
        }

        long plane = (long)block * task.SourceHeight * task.SourceWidth * Block;
        Map(task, plane, row, column, ColumnsOf(tiles, Inputs), rows, positions);
        EdgeSource<TLanes, TVector> source = new(rows, task.Gate != null, (nint)task.Gate - (nint)task.Source);
        TransformPart(source, positions, place, tiles, result, pointStride, columns);
    }

    // Where the rows of tiles at the border come from, and the positions within them: null and −1 where there are zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map(in WinogradTask task, long plane, int firstRow, int firstColumn, int count, float** rows, nint* positions)
    {
        for (int i = 0; i < Inputs; i++)
        {
            int row = BorderMap.Source(firstRow + i, task.SourceHeight, task.Mode);
            rows[i] = row < 0 ? null : task.Source + plane + (long)row * task.SourceWidth * Block;
        }

        for (int i = 0; i < count; i++)
        {
            int column = BorderMap.Source(firstColumn + i, task.SourceWidth, task.Mode);
            positions[i] = column < 0 ? -1 : column * Block;
        }
    }

    // The same for a tile in scratch memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map(float* tile, float** rows, nint* positions)
    {
        for (int i = 0; i < Inputs; i++)
        {
            rows[i] = tile + i * Inputs * Block;
            positions[i] = i * Block;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformWhole<TSource>(TSource source, int tiles, float* result, nint pointStride, float* columns)
        where TSource : struct, ITileSource<TVector>
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TransformColumns(source, lane, ColumnsOf(tiles, Inputs), columns);
            TransformRows<LineOfSix<TLanes, TVector>>(columns, Inputs, tiles, result + lane, pointStride);
        }
    }

    // Tiles of any one size.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformPart(
        EdgeSource<TLanes, TVector> source, nint* positions, WinogradTile tile, int tiles, float* result, nint pointStride, float* columns)
    {
        int width = ColumnsOf(tiles, WinogradPoints.InputsOf(tile.Width));
        int height = WinogradPoints.InputsOf(tile.Height);
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            if (tile.Height == LineOfTwo<TLanes, TVector>.Outputs)
                TransformColumnsAt<LineOfTwo<TLanes, TVector>>(source, positions, lane, width, columns);
            else if (tile.Height == LineOfFour<TLanes, TVector>.Outputs)
                TransformColumnsAt<LineOfFour<TLanes, TVector>>(source, positions, lane, width, columns);
            else
                TransformColumnsAt<LineOfSix<TLanes, TVector>>(source, positions, lane, width, columns);
            if (tile.Width == LineOfTwo<TLanes, TVector>.Outputs)
                TransformRows<LineOfTwo<TLanes, TVector>>(columns, height, tiles, result + lane, pointStride);
            else if (tile.Width == LineOfFour<TLanes, TVector>.Outputs)
                TransformRows<LineOfFour<TLanes, TVector>>(columns, height, tiles, result + lane, pointStride);
            else
                TransformRows<LineOfSix<TLanes, TVector>>(columns, height, tiles, result + lane, pointStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformColumnsAt<TLine>(
        EdgeSource<TLanes, TVector> source, nint* positions, nint lane, int count, float* columns)
        where TLine : struct, ITileLine<TVector>
    {
        for (int x = 0; x < count; x++, columns += Block)
        {
            if (positions[x] >= 0)
            {
                TLine.Data(source, positions[x] + lane, columns, Width * Block);
                continue;
            }

            for (int point = 0; point < WinogradPoints.InputsOf(TLine.Outputs); point++)
                TLanes.Store(TLanes.Zero, columns + point * Width * Block);
        }
    }

    // columns[(point·Width + x)·16] of so many columns x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformColumns<TSource>(TSource source, nint column, int count, float* columns)
        where TSource : struct, ITileSource<TVector>
    {
        nint end = column + (nint)count * Block;
        for (; column < end; column += Block, columns += Block)
            LineOfSix<TLanes, TVector>.Data(source, column, columns, Width * Block);
    }

    // Row by row of all tiles: at each point neighbours' results lie side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformRows<TLine>(float* columns, int count, int tiles, float* result, nint pointStride)
        where TLine : struct, ITileLine<TVector>
    {
        for (int row = 0; row < count; row++, columns += Width * Block, result += Inputs * pointStride)
        {
            float* line = columns, to = result;
            for (int tile = 0; tile < tiles; tile++, line += WinogradPoints.Outputs * Block, to += Block)
                TLine.Data(new PlainSource<TLanes, TVector>(line, Block), 0, to, pointStride);
        }
    }
}
