using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The data transform of a large batch on all threads, then the rest on all threads: for layers with many channels. Items of the rest are
/// groups of destination channels, so every weight is read and transformed once per batch, by one thread.
/// </summary>
internal sealed unsafe class WinogradPhasedJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Tiles per item of the transform: 16 tiles of 16 channels are about 1 µs.
    private const int TilesPerItem = 16;

    private WinogradTask _task;
    private WinogradWeights? _weights;
    private WinogradBatch<TLanes, TVector> _batch;
    private bool _multiplies;
    private int _firstTile;
    private int _count;

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradWeights packed, int capacity)
    {
        _task = correlation;
        _weights = packed;
        context.ReserveLocal(WinogradScratch<TLanes, TVector>.Phased(packed.GroupColumns, packed.ScratchLength, capacity) * sizeof(float));
        long length = WinogradBatch<TLanes, TVector>.DataLength(_task.SourceBlocks, capacity);
        _batch = new WinogradBatch<TLanes, TVector>(
            _task.SourceBlocks, capacity, (float*)context.Shared.Reserve(SimdContext.Rearranged, length * sizeof(float)));
        int tiles = _task.Tiling.Tiles;
        for (_firstTile = 0; _firstTile < tiles; _firstTile += capacity)
        {
            _count = Math.Min(capacity, tiles - _firstTile);
            _multiplies = false;
            context.Team.Run(this, (_count + TilesPerItem - 1) / TilesPerItem * _task.SourceBlocks);
            _multiplies = true;
            context.Team.Run(this, packed.Groups);
        }

        _weights = null;
    }

    /// <inheritdoc/>
    public override string Operation =>
        _task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        if (_multiplies)
        {
            _batch.Multiply(_task, _weights!, item, _firstTile, _count, context.LocalOf(worker));
            return;
        }

        int chunks = (_count + TilesPerItem - 1) / TilesPerItem;
        int block = item / chunks, slot = item % chunks * TilesPerItem;
        _batch.TransformInput(
            _task, block, _firstTile + slot, slot, Math.Min(TilesPerItem, _count - slot), context.LocalOf(worker));
    }
}
