using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>
/// Partial Gram products of blocked features: partial[slice,i,j] = Σ_{p in slice} features[i,p] ·
/// features[j,p] in float64, for j ≥ the first channel of i's block, and the sums Σ_{p in slice} features[i,p]
/// if they are wanted. One item is one slice of positions for a group of row blocks; it goes through the slice
/// in chunks that stay in the level-2 cache for the whole group. How positions are cut depends on the shape
/// alone, so results do not depend on the number of threads.
/// </summary>
internal sealed unsafe class GramProductJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Of 512 channels 512 KiB; and short enough for float32 sums, which are added up in float64.
    private const int ChunkPositions = 256;

    // Of so many blocks two chunks fit a level-2 cache.
    private const int AheadBlocks = 16;

    // Blocks of 16 row channels per item: chunks are read from memory once per group, and the group's sums
    // stay in the level-2 cache too.
    private const int GroupBlocks = 4;

    // Enough items for many threads, few enough that their sums take little memory.
    private const int WantedItems = 32;

    private TensorLayout _layout;
    private float* _features;
    private double* _partial;
    private int _padded;
    private int _slicePositions;
    private int _groups;

    /// <summary>Number of slices of the last run.</summary>
    public int Slices { get; private set; }

    /// <summary>The last run's sums, (slice, padded channels); null if they were not wanted.</summary>
    public double* Sums { get; private set; }

    /// <summary>Slices that features of this layout are cut into.</summary>
    public static int SlicesOf(TensorLayout layout)
    {
        int length = SlicePositions(layout);
        return Math.Max(1, (layout.Shape.Positions + length - 1) / length);
    }

    /// <summary>Float64 numbers that the slices of features of this layout take.</summary>
    public static long PartialLength(TensorLayout layout)
    {
        long padded = layout.ChannelBlocks * TensorLayout.Block;
        return SlicesOf(layout) * padded * (padded + 1);
    }

    /// <summary>Computes all slices; returns them as (slice, padded channels, padded channels).</summary>
    public double* Run(SimdContext context, SimdTensor features, bool withSums)
    {
        _layout = features.Layout;
        _features = features.Pointer;
        _padded = _layout.ChannelBlocks * TensorLayout.Block;
        _groups = GroupsOf(_layout);
        _slicePositions = SlicePositions(_layout);
        Slices = SlicesOf(_layout);
        _partial = (double*)context.Shared.Reserve(SimdContext.Rearranged, PartialLength(_layout) * sizeof(double));
        Sums = withSums ? _partial + (long)Slices * _padded * _padded : null;
        context.Team.Run(this, Slices * _groups);
        return _partial;
    }

    /// <inheritdoc/>
    public override string Operation => "Gram forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int slice = item / _groups, firstBlock = item % _groups * GroupBlocks;
        int lastBlock = Math.Min(_layout.ChannelBlocks, firstBlock + GroupBlocks);
        int end = Math.Min(_layout.Shape.Positions, (slice + 1) * _slicePositions);
        double* sums = _partial + (long)slice * _padded * _padded;
        for (int row = firstBlock * TensorLayout.Block; row < lastBlock * TensorLayout.Block; row++)
        {
            int diagonal = row / TensorLayout.Block * TensorLayout.Block;
            new Span<double>(sums + (long)row * _padded + diagonal, _padded - diagonal).Clear();
        }

        double* channelSums = Sums == null ? null : Sums + (long)slice * _padded;
        if (channelSums != null)
            new Span<double>(channelSums + firstBlock * TensorLayout.Block, (lastBlock - firstBlock) * TensorLayout.Block).Clear();
        for (int start = slice * _slicePositions; start < end; start += ChunkPositions)
        {
            int count = Math.Min(ChunkPositions, end - start);
            for (int block = firstBlock; block < lastBlock; block++)
            {
                int channel = block * TensorLayout.Block;
                AddChunk(sums, channel, start, count, block == firstBlock);
                if (channelSums != null)
                    PositionSum<TLanes, TVector>.Add(ChannelAt(channel, start), count, channelSums + channel);
            }
        }
    }

    private static int GroupsOf(TensorLayout layout) =>
        (layout.ChannelBlocks + GroupBlocks - 1) / GroupBlocks;

    private static int SlicePositions(TensorLayout layout)
    {
        int chunks = (layout.Shape.Positions + ChunkPositions - 1) / ChunkPositions;
        int wanted = Math.Clamp(WantedItems / GroupsOf(layout), 1, Math.Max(chunks, 1));
        return Math.Max(1, (chunks + wanted - 1) / wanted) * ChunkPositions;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddChunk(double* sums, int firstChannel, int start, int count, bool isFirst)
    {
        float* tile = stackalloc float[GramMicroKernel<TLanes, TVector>.LargestTile];
        float* rows = ChannelAt(firstChannel, start);
        // The next chunk is asked for once, if the level-2 cache has room for two.
        nint ahead = isFirst && _layout.ChannelBlocks <= AheadBlocks ? ChunkPositions * TensorLayout.Block : 0;
        for (int column = firstChannel; column < _padded; column += 2 * TLanes.Count)
        {
            float* first = ChannelAt(column, start);
            double* target = sums + (long)firstChannel * _padded + column;
            if (column + TLanes.Count >= _padded)
            {
                // An odd number of blocks leaves half a pair at the end.
                GramMicroKernel<TLanes, TVector>.RunSingle(rows, first, count, first + ahead, tile);
                AddTile(tile, target, TensorLayout.Block, TLanes.Count);
                continue;
            }

            float* second = ChannelAt(column + TLanes.Count, start);
            for (int row = 0; row < TensorLayout.Block; row += GramMicroKernel<TLanes, TVector>.Rows)
            {
                GramMicroKernel<TLanes, TVector>.Run(rows + row, first, second, count, (row == 0 ? first : second) + ahead, tile);
                AddTile(tile, target + (long)row * _padded, GramMicroKernel<TLanes, TVector>.Rows, 2 * TLanes.Count);
            }
        }
    }

    private float* ChannelAt(int channel, int position) =>
        _features + _layout.ChannelOffset(channel) + (long)position * TensorLayout.Block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTile(float* tile, double* sums, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, sums += _padded, tile += columns)
        {
            for (int column = 0; column < columns; column += TLanes.Count)
                TLanes.AddTo(sums + column, tile + column);
        }
    }
}
