using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The scratch floats, per thread and shared, that <see cref="WinogradConvolution{TLanes, TVector}"/>
/// reserves for one correlation, by the same choice of batches.
/// </summary>
internal static class WinogradScratch<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    /// <summary>From input to output.</summary>
    public static (long Local, long Rearranged) Forward(TensorShape input, TensorShape output, int threads) =>
        Of(input, output, threads, transposes: false);

    /// <summary>From the gradient of the output to that of the (padded) input.</summary>
    public static (long Local, long Rearranged) Backward(
        TensorShape output, TensorShape input, int threads, bool transposes) =>
        Of(output, input, threads, transposes);

    private static (long Local, long Rearranged) Of(
        TensorShape source, TensorShape destination, int threads, bool transposes)
    {
        int sourceBlocks = new TensorLayout(source).ChannelBlocks;
        int destinationBlocks = new TensorLayout(destination).ChannelBlocks;
        WinogradTask task = new()
        {
            SourceBlocks = sourceBlocks,
            DestinationBlocks = destinationBlocks,
            DestinationHeight = destination.Height,
            DestinationWidth = destination.Width,
        };
        int columns = DirectMicroKernel<TLanes, TVector>.Columns;
        int productBlocks = (destinationBlocks * Block + columns - 1) / columns * columns / Block;
        bool isFused = WinogradConvolution<TLanes, TVector>.IsFused(task, threads, transposes);
        int capacity = isFused
            ? WinogradConvolution<TLanes, TVector>.FusedCapacity
            : WinogradConvolution<TLanes, TVector>.PhasedCapacity(task);
        long blocks = sourceBlocks + Math.Max(productBlocks, destinationBlocks);
        long batch = WinogradPoints.Products * (blocks * capacity + 2) * Block;
        long border = WinogradInput<TLanes, TVector>.ScratchLength;
        return isFused
            ? (batch + border, 0)
            : (Math.Max(border, transposes ? (long)sourceBlocks * Block * columns : 0), batch);
    }
}
