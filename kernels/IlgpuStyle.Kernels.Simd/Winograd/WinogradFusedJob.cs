using System.Runtime.CompilerServices;
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
    private WinogradTask _task;
    private WinogradWeights? _weights;
    private int _capacity;

    /// <summary>Runs the task in batches of <paramref name="capacity"/> tiles.</summary>
    public void Run(in WinogradTask correlation, WinogradWeights packed, int capacity)
    {
        _task = correlation;
        _weights = packed;
        _capacity = capacity;
        context.ReserveLocal(WinogradScratch<TLanes, TVector>.Fused(
            _task.SourceBlocks, packed.GroupColumns, packed.ScratchLength, capacity) * sizeof(float));
        context.Team.Run(this, (correlation.Tiling.Tiles + capacity - 1) / capacity);
        _weights = null;
    }

    /// <inheritdoc/>
    public override string Operation =>
        _task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* memory = context.LocalOf(worker);
        float* scratch = memory + WinogradBatch<TLanes, TVector>.DataLength(_task.SourceBlocks, _capacity);
        WinogradBatch<TLanes, TVector> batch = new(_task.SourceBlocks, _capacity, memory);
        int first = item * _capacity, count = Math.Min(_capacity, _task.Tiling.Tiles - first);
        for (int block = 0; block < _task.SourceBlocks; block++)
            batch.TransformInput(_task, block, first, 0, count, scratch);
        for (int group = 0; group < _weights!.Groups; group++)
            batch.Multiply(_task, _weights, group, first, count, scratch);
    }
}
