using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// All three steps on one thread, batch by batch: for layers with few channels and many tiles, whose batches
/// stay in the level-2 cache.
/// </summary>
internal sealed unsafe class WinogradFusedJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private WinogradTask task;
    private WinogradFactor weights;
    private int capacity;

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradFactor packed, int capacity)
    {
        task = correlation;
        weights = packed;
        this.capacity = capacity;
        long length = WinogradBatch<TLanes, TVector>.LengthOf(task, packed, capacity);
        context.ReserveLocal(
            (length + WinogradInput<TLanes, TVector>.ScratchLength + packed.ScratchLength) * sizeof(float));
        context.Team.Run(this, (task.Tiles + capacity - 1) / capacity);
        weights = default;
    }

    /// <inheritdoc/>
    public override string Operation => 
        task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        WinogradFactor packed = weights;
        float* scratch = context.LocalOf(worker);
        float* panelScratch = scratch + WinogradInput<TLanes, TVector>.ScratchLength;
        WinogradBatch<TLanes, TVector> batch = new(
            task, packed, capacity, panelScratch + packed.ScratchLength);
        int first = item * capacity, count = Math.Min(capacity, task.Tiles - first);
        for (int block = 0; block < task.SourceBlocks; block++)
            batch.TransformInput(task, block, first, 0, count, scratch);
        for (int point = 0; point < WinogradPoints.Products; point++)
        {
            for (int panel = 0; panel < packed.Panels; panel++)
                batch.Multiply(
                    packed, packed.PanelOf<TLanes, TVector>(point, panel, panelScratch), task.SourceBlocks,
                    point, panel, count);
        }

        for (int block = 0; block < task.DestinationBlocks; block++)
            batch.TransformOutput(task, block, first, 0, count, scratch);
    }
}
