using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// Partial Gram products of blocked features: partial[slice,i,j] = Σ_{p in slice} features[i,p] · features[j,p] in float64, for j ≥ the first
/// channel of i's block. One item is one slice of positions for one block of 16 row channels. How positions are cut into slices depends on
/// the shape alone, so results do not depend on the number of threads.
/// </summary>
internal sealed unsafe class GramProductJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // 16 row channels × 256 positions are 16 KiB: they stay in the level-1 cache while the columns stream by.
    private const int ChunkPositions = 256;

    // Enough items for 64 threads.
    private const int WantedItems = 96;

    private TensorLayout layout;
    private float* features;
    private double* partial;
    private int padded;
    private int slicePositions;

    /// <summary>Number of slices of the last run.</summary>
    public int Slices { get; private set; }

    /// <summary>Computes all slices; returns them as (slice, padded channels, padded channels).</summary>
    public double* Run(SimdContext context, SimdTensor features)
    {
        layout = features.Layout;
        this.features = features.Pointer;
        padded = layout.ChannelBlocks * TensorLayout.Block;
        int chunks = (layout.Shape.Positions + ChunkPositions - 1) / ChunkPositions;
        int wanted = Math.Clamp(WantedItems / layout.ChannelBlocks, 1, Math.Max(chunks, 1));
        slicePositions = Math.Max(1, (chunks + wanted - 1) / wanted) * ChunkPositions;
        Slices = Math.Max(1, (layout.Shape.Positions + slicePositions - 1) / slicePositions);
        partial = (double*)context.Shared.Reserve(
            SimdContext.Exchange, (long)Slices * padded * padded * sizeof(double));
        context.Team.Run(this, Slices * layout.ChannelBlocks);
        return partial;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* tile = stackalloc float[GramMicroKernel<TLanes, TVector>.LargestTile];
        int slice = item / layout.ChannelBlocks, block = item % layout.ChannelBlocks;
        int end = Math.Min(layout.Shape.Positions, (slice + 1) * slicePositions);
        int firstColumn = block * TensorLayout.Block;
        double* sums = partial + ((long)slice * padded + firstColumn) * padded;
        new Span<double>(sums, TensorLayout.Block * padded).Clear();
        for (int start = slice * slicePositions; start < end; start += ChunkPositions)
        {
            int count = Math.Min(ChunkPositions, end - start);
            float* rows = ChannelAt(firstColumn, start);
            for (int column = firstColumn; column < padded; column += 2 * TLanes.Count)
            {
                // An odd number of blocks leaves half a pair at the end: the same vector twice, one of them dropped.
                bool pair = column + TLanes.Count < padded;
                float* first = ChannelAt(column, start), second = pair ? ChannelAt(column + TLanes.Count, start) : first;
                for (int row = 0; row < TensorLayout.Block; row += GramMicroKernel<TLanes, TVector>.Rows)
                {
                    GramMicroKernel<TLanes, TVector>.Run(rows + row, first, second, count, tile);
                    AddTile(tile, sums + (long)row * padded + column, pair ? 2 * TLanes.Count : TLanes.Count);
                }
            }
        }
    }

    private float* ChannelAt(int channel, int position) => features + layout.ChannelOffset(channel) + (long)position * TensorLayout.Block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTile(float* tile, double* sums, int columns)
    {
        for (int row = 0; row < GramMicroKernel<TLanes, TVector>.Rows; row++)
        {
            for (int column = 0; column < columns; column += TLanes.Count)
                TLanes.AddTo(sums + column, tile + column);
            sums += padded;
            tile += 2 * TLanes.Count;
        }
    }
}
