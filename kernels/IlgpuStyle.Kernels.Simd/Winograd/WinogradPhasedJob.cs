using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The three steps one after the other, each on all threads, over large batches: for layers with many
/// channels and few tiles. Items of the products are (point, panel), so every weight is read once per batch,
/// by one thread.
/// </summary>
internal sealed unsafe class WinogradPhasedJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Tiles per item of the transforms: 16 tiles of 16 channels are about 2 µs.
    private const int TilesPerItem = 16;

    private WinogradTask task;
    private WinogradFactor weights;
    private WinogradBatch<TLanes, TVector> batch;
    private Step step;
    private int firstTile;
    private int count;

    private enum Step
    {
        TransformInput,
        Multiply,
        TransformOutput,
    }

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradFactor packed, int capacity)
    {
        task = correlation;
        weights = packed;
        long length = WinogradBatch<TLanes, TVector>.LengthOf(task, packed, capacity);
        context.ReserveLocal(
            Math.Max(WinogradInput<TLanes, TVector>.ScratchLength, packed.ScratchLength) * sizeof(float));
        batch = new WinogradBatch<TLanes, TVector>(
            task, packed, capacity, (float*)context.Shared.Reserve(
                SimdContext.Rearranged, length * sizeof(float)));
        for (firstTile = 0; firstTile < task.Tiles; firstTile += capacity)
        {
            count = Math.Min(capacity, task.Tiles - firstTile);
            int chunks = (count + TilesPerItem - 1) / TilesPerItem;
            RunStep(Step.TransformInput, chunks * task.SourceBlocks);
            RunStep(Step.Multiply, WinogradPoints.Products * packed.Panels);
            RunStep(Step.TransformOutput, chunks * task.DestinationBlocks);
        }

        weights = default;
    }

    /// <inheritdoc/>
    public override string Operation => 
        task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        if (step == Step.Multiply)
        {
            WinogradFactor packed = weights;
            int point = item / packed.Panels, panel = item % packed.Panels;
            float* panelWeights = packed.PanelOf<TLanes, TVector>(point, panel, context.LocalOf(worker));
            batch.Multiply(packed, panelWeights, task.SourceBlocks, point, panel, count);
            return;
        }

        int chunks = (count + TilesPerItem - 1) / TilesPerItem;
        int block = item / chunks, slot = item % chunks * TilesPerItem;
        int tiles = Math.Min(TilesPerItem, count - slot);
        if (step == Step.TransformInput)
            batch.TransformInput(task, block, firstTile + slot, slot, tiles, context.LocalOf(worker));
        else
            batch.TransformOutput(task, block, firstTile + slot, slot, tiles, context.LocalOf(worker));
    }

    private void RunStep(Step next, int items)
    {
        step = next;
        context.Team.Run(this, items);
    }
}
