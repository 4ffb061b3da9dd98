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

    private WinogradTask task;
    private WinogradWeights? weights;
    private WinogradBatch<TLanes, TVector> batch;
    private bool multiplies;
    private int firstTile;
    private int count;

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradWeights packed, int capacity)
    {
        task = correlation;
        weights = packed;
        context.ReserveLocal(WinogradScratch<TLanes, TVector>.Phased(packed.GroupColumns, packed.ScratchLength, capacity) * sizeof(float));
        long length = WinogradBatch<TLanes, TVector>.DataLength(task.SourceBlocks, capacity);
        batch = new WinogradBatch<TLanes, TVector>(
            task.SourceBlocks, capacity, (float*)context.Shared.Reserve(SimdContext.Rearranged, length * sizeof(float)));
        for (firstTile = 0; firstTile < task.Tiles; firstTile += capacity)
        {
            count = Math.Min(capacity, task.Tiles - firstTile);
            multiplies = false;
            context.Team.Run(this, (count + TilesPerItem - 1) / TilesPerItem * task.SourceBlocks);
            multiplies = true;
            context.Team.Run(this, packed.Groups);
        }

        weights = null;
    }

    /// <inheritdoc/>
    public override string Operation =>
        task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        if (multiplies)
        {
            batch.Multiply(task, weights!, item, firstTile, 0, count, context.LocalOf(worker));
            return;
        }

        int chunks = (count + TilesPerItem - 1) / TilesPerItem;
        int block = item / chunks, slot = item % chunks * TilesPerItem;
        batch.TransformInput(
            task, block, firstTile + slot, slot, Math.Min(TilesPerItem, count - slot), context.LocalOf(worker));
    }
}
