using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The transformed data of a batch of tiles, (64 points, source blocks, tiles, 16), and the two steps that lead from a tensor to it and
/// from it to a tensor.
/// </summary>
internal readonly unsafe struct WinogradBatch<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int ChunkBlocks = WinogradWeights.ChunkDepth / Block;

    // Rows that a micro-kernel computes beyond the tiles wanted.
    private const int Slack = WinogradMicroKernel<TLanes, TVector>.LargestExcess;

    private readonly float* _data;
    private readonly int _room;
    private readonly int _capacity;
    private readonly nint _dataStride;

    /// <summary>Lays out a batch of up to <paramref name="capacity"/> tiles in <paramref name="memory"/>.</summary>
    public WinogradBatch(int sourceBlocks, int capacity, float* memory)
    {
        _capacity = capacity;
        _room = capacity + Slack;
        _dataStride = StrideOf(sourceBlocks, capacity);
        _data = memory;
    }

    /// <summary>Floats that a batch of this capacity needs.</summary>
    public static long DataLength(int sourceBlocks, int capacity) => (long)WinogradPoints.Products * StrideOf(sourceBlocks, capacity);

    /// <summary>Floats of scratch that <see cref="Multiply"/> needs for a group of so many channels.</summary>
    public static long ProductLength(int groupColumns, int capacity) =>
        (long)WinogradPoints.Products * StrideOf(groupColumns / Block, capacity);

    /// <summary>
    /// Transforms tiles of one source block; <paramref name="slot"/> is where the first of them goes in the batch.
    /// </summary>
    public void TransformInput(in WinogradTask task, int block, int firstTile, int slot, int count, float* scratch) =>
        WinogradInput<TLanes, TVector>.Transform(
            task, block, firstTile, count, _data + ((long)block * _room + slot) * Block, _dataStride, scratch);

    /// <summary>
    /// Computes a group of destination channels of <paramref name="count"/> tiles: at each point products = data · weights, chunk by
    /// chunk of source channels, then the inverse transform.
    /// </summary>
    /// <param name="task">The correlation.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="group">Which group.</param>
    /// <param name="firstTile">The batch's first tile.</param>
    /// <param name="count">Tiles wanted.</param>
    /// <param name="scratch">
    /// <see cref="ProductLength"/>, <see cref="WinogradWeights.ScratchLength"/> and the output transform's.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(in WinogradTask task, WinogradWeights weights, int group, int firstTile, int count, float* scratch)
    {
        int groupBlocks = weights.GroupColumns / Block, room = count + Slack;
        nint productStride = StrideOf(groupBlocks, count);
        float* products = scratch;
        float* chunkScratch = products + WinogradPoints.Products * productStride;
        WinogradAhead<TLanes, TVector> ahead = new(task, weights, group, firstTile, _capacity);
        WinogradTiling tiling = task.Tiling;
        for (int chunk = 0; chunk < weights.Chunks; chunk++)
        {
            float* packed = weights.ChunkOf<TLanes, TVector>(group, chunk, chunkScratch);
            if (chunk == 0)
                AddChunk<StoredSums<TLanes, TVector>>(weights, chunk, packed, ahead, tiling, firstTile, count, products, productStride);
            else
                AddChunk<AddedSums<TLanes, TVector>>(weights, chunk, packed, ahead, tiling, firstTile, count, products, productStride);
        }

        int firstBlock = group * groupBlocks, blocks = Math.Min(groupBlocks, task.DestinationBlocks - firstBlock);
        for (int block = 0; block < blocks; block++)
            WinogradOutput<TLanes, TVector>.Transform(
                task, firstBlock + block, firstTile, count, products + (long)block * room * Block, productStride, chunkScratch);
    }

    // products[point, panel] = or += data[point] · packed[point, panel], of the tiles that need it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddChunk<TTarget>(
        WinogradWeights weights, int chunk, float* packed, WinogradAhead<TLanes, TVector> ahead, in WinogradTiling tiling, int firstTile,
        int count, float* products, nint productStride)
        where TTarget : struct, ISumTarget<TVector>
    {
        int columns = weights.Columns, depth = weights.DepthOf(chunk);
        nint pointLength = weights.PointLength(depth), blockStride = (nint)_room * Block, plane = (nint)(count + Slack) * Block;
        float* source = _data + (nint)chunk * ChunkBlocks * blockStride;
        for (int point = 0; point < WinogradPoints.Products; point++)
        {
            ahead.Fetch(chunk, point);
            (int first, int end) = tiling.TilesAt(point / WinogradPoints.Inputs, point % WinogradPoints.Inputs);
            first = Math.Max(first - firstTile, 0);
            end = Math.Min(end - firstTile, count);
            float* panel = packed;
            for (int column = 0; column < weights.GroupColumns; column += columns, panel += (nint)depth * columns)
            {
                float* left = products + column / Block * plane + column % Block;
                float* right = products + (column + TLanes.Count) / Block * plane + (column + TLanes.Count) % Block;
                float* next = weights.IsTransformed ? panel + pointLength : source + _dataStride;
                for (int tile = first, rows; tile < end; tile += rows, next += (nint)depth * Block)
                {
                    rows = WinogradMicroKernel<TLanes, TVector>.RowsOf(end - tile);
                    WinogradMicroKernel<TLanes, TVector>.Run<TTarget>(
                        rows, source + tile * Block, blockStride, depth / Block, panel, left + tile * Block, right + tile * Block, next);
                }
            }

            packed += pointLength;
            source += _dataStride;
            products += productStride;
        }
    }

    // One cache line more than the content, so that the points of a tile do not share the low 12 address bits.
    private static nint StrideOf(int blocks, int tiles) => ((nint)blocks * (tiles + Slack) + 1) * Block;
}
