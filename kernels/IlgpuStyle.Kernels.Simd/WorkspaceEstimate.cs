using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Gram;
using IlgpuStyle.Kernels.Simd.Image;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Matching;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Winograd;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// The bytes of both <see cref="Workspace"/>s after a set of operators has run: every slot grows to its
/// largest use. Small tables are left out; a test compares the sum with a real run's.
/// </summary>
/// <param name="threads">Of the team.</param>
/// <param name="isDirect"><see cref="SimdOptions.DirectConvolution"/>.</param>
internal sealed class WorkspaceEstimate<TLanes, TVector>(int threads, bool isDirect)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    private long _local;
    private long _rearranged;
    private long _exchange;
    private long _packed;

    /// <summary>Bytes of scratch.</summary>
    public long Bytes(WorkspaceDemand demand)
    {
        foreach ((ConvolutionGeometry geometry, TensorShape input) in demand.Convolutions)
            See(geometry, input, demand.Backward?.Contains((geometry, input)) ?? true);
        foreach (TensorShape features in demand.Grams)
            See(features);
        foreach (TensorShape features in demand.Matched)
            SeeMatched(features);
        foreach (TensorShape ranked in demand.Ranked)
            Grow(ref _local, MatchRanksJob.LocalLength(ranked.Positions));
        return threads * NativeBlock.Booked(_local) + NativeBlock.Booked(_rearranged) + NativeBlock.Booked(_exchange)
            + NativeBlock.Booked(_packed);
    }

    private void See(ConvolutionGeometry geometry, TensorShape input, bool runsBackward)
    {
        TensorShape output = geometry.OutputShape(input);
        int border = geometry.PaddingMode == PaddingMode.Zero ? 0 : geometry.Padding;
        TensorShape frame = new(input.Channels, input.Height + 2 * border, input.Width + 2 * border);
        bool isWinograd = !isDirect && WinogradConvolution<TLanes, TVector>.Serves(geometry);
        if (runsBackward && isWinograd)
            Grow(ref _exchange, new TensorLayout(frame).ChannelBlocks * Block * Frame.HollowPositions(frame.Height, frame.Width, border));
        else if (runsBackward && border > 0)
            Grow(ref _exchange, new TensorLayout(frame).StorageLength);
        if (isWinograd)
        {
            See(WinogradScratch<TLanes, TVector>.Of(input, output, threads));
            if (runsBackward)
                See(WinogradScratch<TLanes, TVector>.Of(output, frame, threads));
            return;
        }

        int padding = geometry.KernelSize - 1;
        TensorShape padded = new(input.Channels, input.Height + padding, input.Width + padding);
        Grow(ref _rearranged, new TensorLayout(padded).StorageLength);
        if (!runsBackward)
            return;
        if (ImageGradient<TLanes, TVector>.Serves(geometry))
            Grow(ref _local, 3L * new TensorLayout(output).ChannelBlocks * (frame.Width + 5) * Block);
        else
            Grow(
                ref _rearranged,
                new TensorLayout(
                    new(output.Channels, output.Height + padding, output.Width + padding)).StorageLength);
    }

    private void See((long Local, long Rearranged) scratch)
    {
        Grow(ref _local, scratch.Local);
        Grow(ref _rearranged, scratch.Rearranged);
    }

    private void See(TensorShape features)
    {
        TensorLayout layout = new(features);
        if (layout.IsPlanar)
            return;
        long channels = (long)layout.ChannelBlocks * Block;
        Grow(ref _rearranged, 2 * GramProductJob<TLanes, TVector>.PartialLength(layout));
        Grow(ref _packed, (channels + Block) * channels);
        Grow(ref _local, GramBackwardJob<TLanes, TVector>.ScratchLength(layout));
    }

    private void SeeMatched(TensorShape features)
    {
        TensorLayout layout = new(features);
        if (layout.IsPlanar)
            return;
        Grow(ref _local, NearestPositionsJob<TLanes, TVector>.LocalLength(layout));
        Grow(ref _packed, NearestPositionsJob<TLanes, TVector>.PackedLength(layout));
        Grow(ref _exchange, features.Positions);
    }

    private static void Grow(ref long slot, long floats) => slot = Math.Max(slot, floats);
}
