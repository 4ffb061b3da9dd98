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

    private readonly float* _data;
    private readonly int _capacity;
    private readonly nint _dataStride;

    /// <summary>Lays out a batch of up to <paramref name="capacity"/> tiles in <paramref name="memory"/>.</summary>
    public WinogradBatch(int sourceBlocks, int capacity, float* memory)
    {
        _capacity = capacity;
        _dataStride = StrideOf(sourceBlocks, capacity);
        _data = memory;
    }

    /// <summary>Floats that a batch of this capacity needs.</summary>
    public static long DataLength(int sourceBlocks, int capacity) => (long)WinogradPoints.Products * StrideOf(sourceBlocks, capacity);

    /// <summary>Floats of scratch that <see cref="Multiply"/> needs for a group of so many channels.</summary>
    public static long ProductLength(int groupColumns, int capacity) =>
        (long)WinogradPoints.Products * StrideOf(groupColumns / Block, capacity);

    /// <summary>The tiles that a batch can hold without the micro-kernel's last rows leaving it.</summary>
    public static int RoundUp(int tiles)
    {
        int rows = WinogradMicroKernel<TLanes, TVector>.Rows;
        return (tiles + rows - 1) / rows * rows;
    }

    /// <summary>
    /// Transforms tiles of one source block; <paramref name="slot"/> is where the first of them goes in the batch.
    /// </summary>
    public void TransformInput(in WinogradTask task, int block, int firstTile, int slot, int count, float* scratch) =>
        WinogradInput<TLanes, TVector>.Transform(
            task, block, firstTile, count, _data + ((long)block * _capacity + slot) * Block, _dataStride, scratch);

    /// <summary>
    /// Computes a group of destination channels of <paramref name="count"/> tiles: at each point products = data · weights, chunk by
    /// chunk of source channels, then the inverse transform.
    /// </summary>
    /// <param name="task">The correlation.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="group">Which group.</param>
    /// <param name="firstTile">The batch's first tile.</param>
    /// <param name="slot">The first tile wanted, within the batch.</param>
    /// <param name="count">Tiles wanted.</param>
    /// <param name="scratch">
    /// <see cref="ProductLength"/>, <see cref="WinogradWeights.ScratchLength"/> and the output transform's.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(
        in WinogradTask task, WinogradWeights weights, int group, int firstTile, int slot, int count, float* scratch)
    {
        int groupBlocks = weights.GroupColumns / Block, tiles = RoundUp(count);
        nint productStride = StrideOf(groupBlocks, tiles);
        float* products = scratch;
        float* chunkScratch = products + WinogradPoints.Products * productStride;
        WinogradAhead<TLanes, TVector> ahead = new(task, weights, group, firstTile + _capacity, _capacity);
        for (int chunk = 0; chunk < weights.Chunks; chunk++)
        {
            float* packed = weights.ChunkOf<TLanes, TVector>(group, chunk, chunkScratch);
            float* source = _data + ((long)chunk * ChunkBlocks * _capacity + slot) * Block;
            if (chunk == 0)
                AddChunk<StoredSums<TLanes, TVector>>(weights, chunk, packed, ahead, source, products, productStride, tiles, count);
            else
                AddChunk<AddedSums<TLanes, TVector>>(weights, chunk, packed, ahead, source, products, productStride, tiles, count);
        }

        int firstBlock = group * groupBlocks, blocks = Math.Min(groupBlocks, task.DestinationBlocks - firstBlock);
        for (int block = 0; block < blocks; block++)
            WinogradOutput<TLanes, TVector>.Transform(
                task, firstBlock + block, firstTile + slot, count, products + (long)block * tiles * Block, productStride, chunkScratch);
    }

    // products[point, panel] = or += data[point] · packed[point, panel].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddChunk<TTarget>(
        WinogradWeights weights, int chunk, float* packed, WinogradAhead<TLanes, TVector> ahead, float* source, float* products,
        nint productStride, int tiles, int count)
        where TTarget : struct, ISumTarget<TVector>
    {
        int rows = WinogradMicroKernel<TLanes, TVector>.Rows, columns = weights.Columns, depth = weights.DepthOf(chunk);
        nint pointLength = weights.PointLength(depth), blockStride = (nint)_capacity * Block;
        for (int point = 0; point < WinogradPoints.Products; point++)
        {
            ahead.Fetch(chunk, point);
            float* panel = packed;
            for (int column = 0; column < weights.GroupColumns; column += columns, panel += (nint)depth * columns)
            {
                float* first = ProductAt(products, column, tiles), second = ProductAt(products, column + TLanes.Count, tiles);
                float* next = weights.IsTransformed ? panel + pointLength : source + _dataStride;
                for (int tile = 0; tile < count; tile += rows, next += (nint)depth * Block)
                {
                    WinogradMicroKernel<TLanes, TVector>.Run<TTarget>(
                        count - tile, source + tile * Block, blockStride, depth / Block, panel, first + tile * Block,
                        second + tile * Block, next);
                }
            }

            packed += pointLength;
            source += _dataStride;
            products += productStride;
        }
    }

    // One cache line more than the content, so that the points of a tile do not share the low 12 address bits.
    private static nint StrideOf(int blocks, int capacity) => ((nint)blocks * capacity + 1) * Block;

    private static float* ProductAt(float* products, int channel, int tiles) =>
        products + (nint)(channel / Block) * tiles * Block + channel % Block;
}
