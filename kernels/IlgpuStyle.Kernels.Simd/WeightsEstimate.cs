using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Image;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// The bytes that <see cref="ConvolutionKernels{TLanes, TVector}.Prepare"/> keeps for a layer, by the same
/// choices; a test holds the two together.
/// </summary>
internal static class WeightsEstimate<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private static int Columns => DirectMicroKernel<TLanes, TVector>.Columns;

    /// <summary>Packed weights and bias.</summary>
    /// <param name="geometry">The layer.</param>
    /// <param name="isDirect"><see cref="SimdOptions.DirectConvolution"/>.</param>
    public static long Bytes(ConvolutionGeometry geometry, bool isDirect)
    {
        long bias = RoundUp(geometry.OutputChannels, 2 * TensorLayout.Block);
        if (isDirect || !WinogradConvolution<TLanes, TVector>.Serves(geometry))
        {
            bool isFirst = ImageGradient<TLanes, TVector>.Serves(geometry);
            long backward = isFirst
                ? ImageLength(geometry)
                : DirectLength(geometry, geometry.OutputChannels, geometry.InputChannels);
            return NativeBlock.Booked(bias) + NativeBlock.Booked(backward)
                + NativeBlock.Booked(DirectLength(geometry, geometry.InputChannels, geometry.OutputChannels));
        }

        return NativeBlock.Booked(bias) + WinogradBytes(geometry.InputChannels, geometry.OutputChannels)
            + WinogradBytes(geometry.OutputChannels, geometry.InputChannels);
    }

    // Either direction uses every tap once: over the phases the taps add up to K².
    private static long DirectLength(ConvolutionGeometry geometry, int source, int destination) =>
        RoundUp(RoundUp(destination, TensorLayout.Block), Columns) * source * geometry.KernelSize * geometry.KernelSize;

    private static long ImageLength(ConvolutionGeometry geometry)
    {
        const int ChannelsPerGroup = 3, Taps = 9;
        return RoundUp(geometry.InputChannels, ChannelsPerGroup) * RoundUp(geometry.OutputChannels, TensorLayout.Block) * Taps;
    }

    private static long WinogradBytes(int source, int destination) => NativeBlock.Booked(
        WinogradWeights.Length(
            source, destination, Columns, WinogradConvolution<TLanes, TVector>.KeepsTransformed(source, destination)));

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
