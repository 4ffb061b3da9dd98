using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>
/// gradFeatures[i,p] += Σ_j matrix[j,i] · features[j,p] (+ scale · gradSums[i]) of blocked tensors, by the products of Winograd's
/// micro-kernel: positions are its tiles. One item is a range of positions for all channels. Its features are
/// copied next to each other first: where a plane's size is a power of two, the blocks of a position share
/// their low address bits, and 32 of them would push each other out of the caches.
/// </summary>
internal sealed unsafe class GramBackwardJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    // A quarter of the smallest level-2 cache there is today, 1 MiB: panels pass by beside them.
    private const int CopyBytes = 256 << 10;

    // Enough to amortise reading the matrix; few enough that small maps make many items.
    private const int LargestItem = 504;

    // So many blocks of a position stay in the 8 ways of a level-1 cache, whatever their addresses: they are read where they lie.
    private const int UncopiedBlocks = 4;

    private TensorLayout _layout;
    private float* _features;
    private float* _matrix;
    private float* _gradient;
    private float* _shift;
    private float _shiftScale;
    private int _positionsPerItem;

    /// <inheritdoc/>
    public override string Operation => "Gram backward";

    private static int Rows => WinogradMicroKernel<TLanes, TVector>.Rows;

    private static int Columns => 2 * TLanes.Count;

    private int Depth => _layout.ChannelBlocks * Block;

    /// <summary>Floats of scratch per thread for features of this layout.</summary>
    public static long ScratchLength(TensorLayout layout) =>
        ((long)layout.ChannelBlocks * (PositionsPerItem(layout) + 1) + 2 * Rows) * Block;

    /// <summary>Adds to <paramref name="gradFeatures"/>.</summary>
    /// <param name="features">F, blocked.</param>
    /// <param name="packed">
    /// The scaled matrix, (panels of two vectors of i, j up to whole blocks, Columns).
    /// </param>
    /// <param name="gradFeatures">∂L/∂F.</param>
    /// <param name="gradSums">∂L/∂(sums over positions) and the sums' scale, if they count.</param>
    public void Run(SimdTensor features, float* packed, SimdTensor gradFeatures, ScaledVector? gradSums)
    {
        _layout = features.Layout;
        _features = features.Pointer;
        _matrix = packed;
        _gradient = gradFeatures.Pointer;
        _shift = gradSums is { } given ? ((SimdTensor)given.Vector).Pointer : null;
        _shiftScale = (float)(gradSums?.Scale ?? 0);
        _positionsPerItem = PositionsPerItem(_layout);
        context.ReserveLocal(ScratchLength(_layout) * sizeof(float));
        context.Team.Run(this, (_layout.Shape.Positions + _positionsPerItem - 1) / _positionsPerItem);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int start = item * _positionsPerItem;
        int count = Math.Min(_positionsPerItem, _layout.Shape.Positions - start);
        float* spare = context.LocalOf(worker), copy = spare + 2 * Rows * Block;
        float* source = _features + (long)start * Block;
        nint blockStride = (nint)_layout.Shape.Positions * Block;
        if (_layout.ChannelBlocks > UncopiedBlocks)
        {
            nint copyStride = (_positionsPerItem + 1) * Block;
            for (int block = 0; block < _layout.ChannelBlocks; block++)
                new Span<float>(source + block * blockStride, count * Block).CopyTo(
                    new Span<float>(copy + block * copyStride, count * Block));
            source = copy;
            blockStride = copyStride;
        }

        for (int channel = 0; channel < Depth; channel += Columns)
            AddPanel(channel, start, count, source, blockStride, spare);
    }

    private static int PositionsPerItem(TensorLayout layout)
    {
        int fits = CopyBytes / (layout.ChannelBlocks * Block * sizeof(float));
        return Math.Clamp(fits, Rows, LargestItem) / Rows * Rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPanel(int channel, int start, int count, float* source, nint blockStride, float* spare)
    {
        float* panel = _matrix + (long)channel * Depth, next = panel + (long)Columns * Depth;
        float* first = _gradient + _layout.ChannelOffset(channel) + (long)start * Block;
        bool isPair = channel + TLanes.Count < Depth;
        float* second = isPair
            ? _gradient + _layout.ChannelOffset(channel + TLanes.Count) + (long)start * Block
            : first;
        for (int tile = 0; tile < count; tile += Rows, source += Rows * Block)
        {
            nint offset = tile * Block;
            int rows = Math.Min(Rows, count - tile);
            if (isPair && rows == Rows)
            {
                for (int row = 0; row < Rows; row++)
                {
                    TLanes.Prefetch(first + offset + row * Block);
                    TLanes.Prefetch(second + offset + row * Block);
                }

                WinogradMicroKernel<TLanes, TVector>.Run<AddedSums<TLanes, TVector>>(
                    Rows, source, blockStride, _layout.ChannelBlocks, panel, first + offset, second + offset, next);
            }
            else
            {
                // The kernel computes whole tiles and two vectors; only what exists is added.
                WinogradMicroKernel<TLanes, TVector>.Run<StoredSums<TLanes, TVector>>(
                    rows, source, blockStride, _layout.ChannelBlocks, panel, spare, spare + Rows * Block, next);
                for (int row = 0; row < rows; row++)
                {
                    nint at = row * Block;
                    AddedSums<TLanes, TVector>.Keep(TLanes.Load(spare + at), first + offset + at);
                    if (isPair)
                        AddedSums<TLanes, TVector>.Keep(
                            TLanes.Load(spare + Rows * Block + at), second + offset + at);
                }
            }

            if (_shift != null)
            {
                Shift(channel, first + offset, rows);
                if (isPair)
                    Shift(channel + TLanes.Count, second + offset, rows);
            }
        }
    }

    // The gradient of the sums is the same at all positions; the tile is in the level-1 cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Shift(int channel, float* target, int rows)
    {
        TVector shift = TLanes.Multiply(TLanes.Broadcast(_shiftScale), TLanes.Load(_shift + channel));
        for (int row = 0; row < rows; row++)
            AddedSums<TLanes, TVector>.Keep(shift, target + row * Block);
    }
}
