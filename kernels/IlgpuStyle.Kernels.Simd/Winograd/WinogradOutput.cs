using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The inverse transform Y = Aᵀ·M·A of the 64 products of a tile to its 6×6 outputs, 16 channels at a time, with bias and ReLU
/// fused into the store, and 2×2 pooling on the way (a tile holds nine whole windows): columns first, into scratch memory, then
/// rows; 22 operations per line, 308 per tile and channel.
/// </summary>
internal static unsafe class WinogradOutput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Outputs = WinogradPoints.Outputs;
    private const int Inputs = WinogradPoints.Inputs;

    /// <summary>Floats of scratch that <see cref="Transform"/> needs for a tile at the border.</summary>
    public const int ScratchLength = (Outputs * Outputs + Outputs * Inputs) * Block;

    /// <summary>
    /// Whether whole tiles are stored past the caches: half a cache line at a time, such stores are several times slower than others.
    /// </summary>
    public static bool Streams(in WinogradTask task) => task.Streams && TLanes.Count == Block;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TPooling>(
        in WinogradTask task, int block, int firstTile, int count, float* products, nint pointStride,
        float* scratch)
        where TPooling : struct, ITilePooling<TVector>
    {
        float* columns = scratch + Outputs * Outputs * Block;
        float* pooledPlane = TPooling.Pools
            ? task.Pooled + (long)block * task.PooledHeight * task.PooledWidth * Block
            : null;
        float* bias = task.Bias == null ? null : task.Bias + block * Block;

        bool streams = Streams(task);
        WinogradTiling tiling = task.Tiling;
        for (int tile = firstTile; tile < firstTile + count; tile++, products += Block)
        {
            WinogradTile place = tiling[tile];
            int row = place.Row, column = place.Column;
            float* pooled = TPooling.Pools
                ? pooledPlane + ((long)row / 2 * task.PooledWidth + column / 2) * Block
                : null;
            int height = Math.Min(place.Height, task.DestinationHeight - row);
            int width = Math.Min(place.Width, task.DestinationWidth - column);
            if (IsWhole(task, place))
            {
                TransformTile<TPooling>(
                    products, pointStride, bias, task.Relu, streams, task.ResultAt(block, row, column), task.InnerWidth * Block,
                    pooled, task.PooledWidth * Block, columns);
                continue;
            }

            TransformPart(products, pointStride, bias, task.Relu, place, scratch, columns);
            for (int y = 0; y < height; y++)
                StoreRow(task, block, row + y, column, width, scratch + y * Outputs * Block);
            if (TPooling.Pools)
                PoolPart<TPooling>(
                    scratch, height, width, Math.Min(place.Height / 2, task.PooledHeight - row / 2),
                    Math.Min(place.Width / 2, task.PooledWidth - column / 2), pooled, task.PooledWidth * Block);
        }
    }

    // Whether a tile has 6×6 outputs, none of them in the frame.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWhole(in WinogradTask task, WinogradTile tile)
    {
        int border = task.Frame.Border, height = Math.Min(tile.Height, task.DestinationHeight - border - tile.Row);
        int width = Math.Min(tile.Width, task.DestinationWidth - border - tile.Column);
        return height == Outputs && width == Outputs && tile.Row >= border && tile.Column >= border;
    }

    // A row of a tile: to the frame what lies on its left and right, or the whole row if it lies above or below.
    private static void StoreRow(in WinogradTask task, int block, int row, int column, int width, float* source)
    {
        int border = task.Frame.Border;
        bool hasInside = row >= border && row < task.DestinationHeight - border;
        int first = hasInside ? Math.Clamp(border - column, 0, width) : width;
        int last = hasInside ? Math.Clamp(task.DestinationWidth - border - column, first, width) : width;
        if (first > 0)
            Copy(source, task.Frame.At(block, Block, row, column), first);
        if (last > first)
            Copy(source + first * Block, task.ResultAt(block, row, column + first), last - first);
        if (width > last)
            Copy(source + last * Block, task.Frame.At(block, Block, row, column + last), width - last);
    }

    private static void Copy(float* source, float* target, int positions) =>
        new Span<float>(source, positions * Block).CopyTo(new Span<float>(target, positions * Block));

    // The windows that start in a tile at the border, of which height × width outputs exist.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformTile<TPooling>(
        float* products, nint pointStride, float* bias, bool relu, bool streams, float* target,
        nint rowStride, float* pooled, nint pooledStride, float* columns)
        where TPooling : struct, ITilePooling<TVector>
    {
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TVector offset = bias == null ? TLanes.Zero : TLanes.Load(bias + lane);
            TransformColumns<LineOfSix<TLanes, TVector>>(products + lane, pointStride, Inputs, columns);
            TransformRows<TPooling>(columns, offset, relu, streams, target + lane, rowStride, pooled + lane, pooledStride);
        }
    }

    // A tile of any size, to rows of six positions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformPart(
        float* products, nint pointStride, float* bias, bool relu, WinogradTile tile, float* target, float* columns)
    {
        int points = WinogradPoints.InputsOf(tile.Width);
        for (int lane = 0; lane < Block; lane += TLanes.Count)
        {
            TVector offset = bias == null ? TLanes.Zero : TLanes.Load(bias + lane);
            if (tile.Height == LineOfTwo<TLanes, TVector>.Outputs)
                TransformColumns<LineOfTwo<TLanes, TVector>>(products + lane, pointStride, points, columns);
            else if (tile.Height == LineOfFour<TLanes, TVector>.Outputs)
                TransformColumns<LineOfFour<TLanes, TVector>>(products + lane, pointStride, points, columns);
            else
                TransformColumns<LineOfSix<TLanes, TVector>>(products + lane, pointStride, points, columns);
            if (tile.Width == LineOfTwo<TLanes, TVector>.Outputs)
                TransformRowsOf<LineOfTwo<TLanes, TVector>>(columns, tile.Height, offset, relu, target + lane);
            else if (tile.Width == LineOfFour<TLanes, TVector>.Outputs)
                TransformRowsOf<LineOfFour<TLanes, TVector>>(columns, tile.Height, offset, relu, target + lane);
            else
                TransformRowsOf<LineOfSix<TLanes, TVector>>(columns, tile.Height, offset, relu, target + lane);
        }
    }

    // columns[(y·8 + point)·16]: the rows y of the points of a row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformColumns<TLine>(float* products, nint pointStride, int count, float* columns)
        where TLine : struct, ITileLine<TVector>
    {
        for (int column = 0; column < count; column++, products += pointStride, columns += Block)
            TLine.Inverse(products, Inputs * pointStride, columns, Inputs * Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformRowsOf<TLine>(float* columns, int count, TVector bias, bool relu, float* target)
        where TLine : struct, ITileLine<TVector>
    {
        for (int row = 0; row < count; row++, columns += Inputs * Block, target += Outputs * Block)
        {
            TLine.Inverse(columns, Block, target, Block);
            for (int column = 0; column < TLine.Outputs; column++)
                TLanes.Store(Finish(TLanes.Load(target + column * Block), bias, relu), target + column * Block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformRows<TPooling>(
        float* columns, TVector bias, bool relu, bool streams, float* target, nint rowStride, float* pooled, nint pooledStride)
        where TPooling : struct, ITilePooling<TVector>
    {
        TVector left = TLanes.Zero, middle = TLanes.Zero, right = TLanes.Zero;
        for (int row = 0; row < Outputs; row++, columns += Inputs * Block, target += rowStride)
        {
            WinogradLine<TLanes, TVector>.Inverse(
                TLanes.Load(columns), TLanes.Load(columns + Block), TLanes.Load(columns + 2 * Block),
                TLanes.Load(columns + 3 * Block), TLanes.Load(columns + 4 * Block), TLanes.Load(columns + 5 * Block),
                TLanes.Load(columns + 6 * Block), TLanes.Load(columns + 7 * Block),
                out TVector y0, out TVector y1, out TVector y2, out TVector y3, out TVector y4, out TVector y5);
            y0 = Finish(y0, bias, relu);
            y1 = Finish(y1, bias, relu);
            y2 = Finish(y2, bias, relu);
            y3 = Finish(y3, bias, relu);
            y4 = Finish(y4, bias, relu);
            y5 = Finish(y5, bias, relu);
            if (TPooling.Pools)
            {
                bool isFirst = (row & 1) == 0;
                left = TPooling.Combine(isFirst ? y0 : TPooling.Combine(left, y0), y1);
                middle = TPooling.Combine(isFirst ? y2 : TPooling.Combine(middle, y2), y3);
                right = TPooling.Combine(isFirst ? y4 : TPooling.Combine(right, y4), y5);
                if (!isFirst)
                {
                    TLanes.Store(TPooling.Finish(left, 4), pooled);
                    TLanes.Store(TPooling.Finish(middle, 4), pooled + Block);
                    TLanes.Store(TPooling.Finish(right, 4), pooled + 2 * Block);
                    pooled += pooledStride;
                }
            }

            if (streams)
            {
                TLanes.StoreStreaming(y0, target);
                TLanes.StoreStreaming(y1, target + Block);
                TLanes.StoreStreaming(y2, target + 2 * Block);
                TLanes.StoreStreaming(y3, target + 3 * Block);
                TLanes.StoreStreaming(y4, target + 4 * Block);
                TLanes.StoreStreaming(y5, target + 5 * Block);
            }
            else
            {
                TLanes.Store(y0, target);
                TLanes.Store(y1, target + Block);
                TLanes.Store(y2, target + 2 * Block);
                TLanes.Store(y3, target + 3 * Block);
                TLanes.Store(y4, target + 4 * Block);
                TLanes.Store(y5, target + 5 * Block);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Finish(TVector sum, TVector bias, bool relu)
    {
        TVector value = TLanes.Add(sum, bias);
        return relu ? TLanes.Relu(value) : value;
    }
}
