using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The transformed data and the products of a batch of tiles, and the three steps that lead from a tensor to
/// a tensor. Data is (36 points, source blocks, tiles, 16), products are (36 points, destination blocks,
/// tiles, 16).
/// </summary>
internal unsafe struct WinogradBatch<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    private readonly float* data;
    private readonly float* products;
    private readonly int capacity;
    private readonly nint dataStride;
    private readonly nint productStride;

    /// <summary>
    /// Lays out a batch of up to <paramref name="capacity"/> tiles in <paramref name="memory"/>.
    /// </summary>
    public WinogradBatch(in WinogradTask task, WinogradFactor weights, int capacity, float* memory)
    {
        this.capacity = capacity;
        dataStride = StrideOf(task.SourceBlocks, capacity);
        productStride = StrideOf(ProductBlocks(weights), capacity);
        data = memory;
        products = data + WinogradPoints.Products * dataStride;
    }

    /// <summary>Floats that a batch of this capacity needs.</summary>
    public static long LengthOf(in WinogradTask task, WinogradFactor weights, int capacity) =>
        WinogradPoints.Products
            * ((long)StrideOf(task.SourceBlocks, capacity) + StrideOf(ProductBlocks(weights), capacity));

    /// <summary>The tiles that a batch can hold without the micro-kernel's last rows leaving it.</summary>
    public static int RoundUp(int tiles)
    {
        int rows = WinogradMicroKernel<TLanes, TVector>.Rows;
        return (tiles + rows - 1) / rows * rows;
    }

    /// <summary>
    /// Transforms tiles of one source block; <paramref name="slot"/> is where the first of them goes in the
    /// batch.
    /// </summary>
    public readonly void TransformInput(
        in WinogradTask task, int block, int firstTile, int slot, int count, float* scratch) =>
        WinogradInput<TLanes, TVector>.Transform(
            task, block, firstTile, count, data
                + ((long)block * capacity + slot) * Block, dataStride, scratch);

    /// <summary>
    /// products[point, panel] = data[point] · weights[point, panel] for the first <paramref name="count"/>
    /// tiles.
    /// </summary>
    /// <param name="factor">The weights that <paramref name="weights"/> are a panel of.</param>
    /// <param name="weights">The panel, (16 · blocks, two vectors).</param>
    /// <param name="blocks">Source blocks.</param>
    /// <param name="point">One of the 36 points.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="count">Tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Multiply(
        in WinogradFactor factor, float* weights, int blocks, int point, int panel, int count)
    {
        int rows = WinogradMicroKernel<TLanes, TVector>.Rows;
        float* source = data + point * dataStride;
        float* first = ProductAt(point, panel * 2 * TLanes.Count);
        float* second = ProductAt(point, (panel * 2 + 1) * TLanes.Count);
        for (int tile = 0, pass = 0; tile < count; tile += rows, pass++)
        {
            // While this panel is used for one group of tiles after the other, weights that come next are
            // fetched, a line per channel.
            WinogradMicroKernel<TLanes, TVector>.Run<StoredSums<TLanes, TVector>>(
                count - tile, source + tile * Block, (nint)capacity * Block, blocks, weights,
                first + tile * Block, second + tile * Block, factor.NextOf(point, panel, pass));
        }
    }

    /// <summary>Transforms tiles of one destination block back.</summary>
    public readonly void TransformOutput(
        in WinogradTask task, int block, int firstTile, int slot, int count, float* scratch) =>
        WinogradOutput<TLanes, TVector>.Transform(
            task, block, firstTile, count, products
                + ((long)block * capacity + slot) * Block, productStride, scratch);

    // One cache line more than the content, so that the points of a tile do not share the low 12 address
    // bits.
    private static nint StrideOf(int blocks, int capacity) => ((nint)blocks * capacity + 1) * Block;

    private static int ProductBlocks(WinogradFactor weights) =>
        (weights.Panels * weights.Columns + Block - 1) / Block;

    private readonly float* ProductAt(int point, int channel) =>
        products + point * productStride + (long)(channel / Block) * capacity * Block + channel % Block;
}
