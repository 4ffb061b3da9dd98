using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Batch by batch on one thread: for layers with few channels and many tiles, whose batches stay in the level-2 cache.
/// </summary>
internal sealed unsafe class WinogradFusedJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private WinogradTask task;
    private WinogradWeights? weights;
    private int capacity;

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradWeights packed, int capacity)
    {
        task = correlation;
        weights = packed;
        this.capacity = capacity;
        context.ReserveLocal(WinogradScratch<TLanes, TVector>.Fused(
            task.SourceBlocks, packed.GroupColumns, packed.ScratchLength, capacity) * sizeof(float));
        context.Team.Run(this, (task.Tiles + capacity - 1) / capacity);
        weights = null;
    }

    /// <inheritdoc/>
    public override string Operation =>
        task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        float* memory = context.LocalOf(worker);
        float* scratch = memory + WinogradBatch<TLanes, TVector>.DataLength(task.SourceBlocks, capacity);
        WinogradBatch<TLanes, TVector> batch = new(task.SourceBlocks, capacity, memory);
        int first = item * capacity, count = Math.Min(capacity, task.Tiles - first);
        for (int block = 0; block < task.SourceBlocks; block++)
            batch.TransformInput(task, block, first, 0, count, scratch);
        for (int group = 0; group < weights!.Groups; group++)
            batch.Multiply(task, weights, group, first, 0, count, scratch);
    }
}
