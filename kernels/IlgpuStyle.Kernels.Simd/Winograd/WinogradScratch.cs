using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The scratch floats, per thread and shared, that <see cref="WinogradConvolution{TLanes, TVector}"/> reserves for one correlation.
/// </summary>
internal static class WinogradScratch<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// Per thread where a batch stays on one thread: its data, and what <see cref="Phased"/> counts.
    /// </summary>
    public static long Fused(int sourceBlocks, int groupColumns, long weightsScratch, int capacity) =>
        WinogradBatch<TLanes, TVector>.DataLength(sourceBlocks, capacity) + Phased(groupColumns, weightsScratch, capacity);

    /// <summary>Per thread where a batch is shared: products of a group, and a transform's or the weights' scratch.</summary>
    public static long Phased(int groupColumns, long weightsScratch, int capacity) =>
        WinogradBatch<TLanes, TVector>.ProductLength(groupColumns, capacity)
            + Math.Max(
                weightsScratch,
                Math.Max(WinogradInput<TLanes, TVector>.ScratchLength, WinogradOutput<TLanes, TVector>.ScratchLength));

    /// <summary>From a source of one shape to a destination of another, by the same choice of batches.</summary>
    public static (long Local, long Rearranged) Of(TensorShape source, TensorShape destination, int threads)
    {
        WinogradTask task = new()
        {
            SourceBlocks = new TensorLayout(source).ChannelBlocks,
            DestinationBlocks = new TensorLayout(destination).ChannelBlocks,
            DestinationHeight = destination.Height,
            DestinationWidth = destination.Width,
        };
        int columns = DirectMicroKernel<TLanes, TVector>.Columns, groupColumns = Math.Max(columns, TensorLayout.Block);
        bool isTransformed = WinogradConvolution<TLanes, TVector>.KeepsTransformed(source.Channels, destination.Channels);
        long weightsScratch = WinogradWeights.ScratchLengthOf(source.Channels, columns, isTransformed);
        if (WinogradConvolution<TLanes, TVector>.IsFused(task, threads))
            return (Fused(task.SourceBlocks, groupColumns, weightsScratch, WinogradConvolution<TLanes, TVector>.FusedCapacity), 0);
        int capacity = WinogradConvolution<TLanes, TVector>.PhasedCapacity(task);
        return (
            Phased(groupColumns, weightsScratch, capacity),
            WinogradBatch<TLanes, TVector>.DataLength(task.SourceBlocks, capacity));
    }
}
