using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// 3×3 convolutions with stride 1 by Winograd's F(4×4, 3×3): 36 instead of 144 multiply-adds per 4×4 outputs and pair of channels
/// (Lavin &amp; Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
/// </summary>
internal sealed unsafe class WinogradConvolution<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int FusedTiles = 28;

    // 36 · 28 tiles · 512 channels · 4 bytes = 2 MiB.
    private const int FusedChannels = 512;

    private const int SharingChannels = 384;

    // Large enough that reading, and transposing, the weights once per batch hardly matters: 126 tiles of 512 + 512 channels.
    private const int PhasedBytes = 18 << 20;

    private readonly WinogradFusedJob<TLanes, TVector> fused = new(context);
    private readonly WinogradPhasedJob<TLanes, TVector> phased = new(context);
    private readonly FoldJob fold = new();

    /// <summary>Whether a convolution can be computed this way: both tensors blocked, 3×3, stride 1.</summary>
    public static bool Serves(ConvolutionGeometry geometry) =>
        geometry.KernelSize == 3 && geometry.Stride == 1
        && !new TensorLayout(new(geometry.InputChannels, 1, 1)).IsPlanar
        && !new TensorLayout(new(geometry.OutputChannels, 1, 1)).IsPlanar;

    /// <summary>
    /// Whether the backward pass transposes the forward pass's weights as it goes rather than having a copy of its own: for VGG's layers from
    /// conv3_1 on, whose copies would be a fifth of all memory (1 % of an evaluation at 512², 5 % at 256²).
    /// </summary>
    public static bool SharesWeights(ConvolutionGeometry geometry) => geometry.InputChannels + geometry.OutputChannels >= SharingChannels;

    /// <summary>output = correlation of input with the weights, plus bias, then ReLU if asked.</summary>
    public void Forward(SimdConvolution convolution, SimdTensor input, SimdTensor output, bool relu)
    {
        WinogradTask task = Source(input, null, convolution.Geometry.Padding, convolution.Geometry.PaddingMode);
        task.Bias = convolution.Bias;
        task.Relu = relu;
        Target(ref task, output.Pointer, output.Layout, output.Shape.Height, output.Shape.Width);
        Run(task, convolution.Winograd!.Forward);
    }

    /// <summary>
    /// Of <c>output[oh,ow] = Σ weights[kh,kw] · input[oh+kh−P, ow+kw−P]</c>: gradInput[ih,iw] = Σ weights[2−kh,2−kw] · gradOutput[ih+kh−(2−P), iw+kw−(2−P)],
    /// the same correlation with the reversed kernel and border 2 − P. Where padding repeats pixels, the whole padded frame's gradient
    /// is computed (border 2) and folded.
    /// </summary>
    public void Backward(SimdConvolution convolution, SimdTensor gradOutput, SimdTensor? gate, SimdTensor gradInput)
    {
        ConvolutionGeometry geometry = convolution.Geometry;
        bool folds = geometry.PaddingMode != PaddingMode.Zero && geometry.Padding > 0;
        WinogradTask task = Source(gradOutput, gate, folds ? 2 : 2 - geometry.Padding, PaddingMode.Zero);
        if (!folds)
        {
            Target(ref task, gradInput.Pointer, gradInput.Layout, gradInput.Shape.Height, gradInput.Shape.Width);
            Run(task, convolution.Winograd!.Backward);
            return;
        }

        int height = gradInput.Shape.Height + 2 * geometry.Padding, width = gradInput.Shape.Width + 2 * geometry.Padding;
        float* scratch = (float*)context.Shared.Reserve(
            SimdContext.Exchange, (long)gradInput.Layout.ChannelBlocks * height * width * TensorLayout.Block * sizeof(float));
        Target(ref task, scratch, gradInput.Layout, height, width);
        Run(task, convolution.Winograd!.Backward);
        fold.Run(context.Team, new Frame(scratch, height, width, geometry.Padding, geometry.PaddingMode), gradInput);
    }

    // Batches of 28 tiles beat 14 and 56 as long as they stay in a level-2 cache of 2 MiB (bench/README.md); where they do not, large
    // batches that read every weight once are better.
    private void Run(in WinogradTask task, WinogradFactor weights)
    {
        int channels = (task.SourceBlocks + task.DestinationBlocks) * TensorLayout.Block;
        int capacity = WinogradBatch<TLanes, TVector>.RoundUp(FusedTiles);
        if (channels <= FusedChannels && !weights.IsTransposed && task.Tiles >= 2 * capacity * context.Team.Size)
        {
            fused.Run(task, weights, capacity);
            return;
        }

        // Equal batches rather than full ones and a rest.
        int largest = Math.Max(capacity, PhasedBytes / (WinogradPoints.Products * channels * sizeof(float)));
        int batches = (task.Tiles + largest - 1) / largest;
        phased.Run(task, weights, WinogradBatch<TLanes, TVector>.RoundUp((task.Tiles + batches - 1) / batches));
    }

    private static WinogradTask Source(SimdTensor tensor, SimdTensor? gate, int border, PaddingMode mode) => new()
    {
        Source = tensor.Pointer,
        Gate = gate == null ? null : gate.Pointer,
        SourceBlocks = tensor.Layout.ChannelBlocks,
        SourceHeight = tensor.Shape.Height,
        SourceWidth = tensor.Shape.Width,
        Border = border,
        Mode = mode,
    };

    private static void Target(ref WinogradTask task, float* pointer, TensorLayout layout, int height, int width)
    {
        task.Destination = pointer;
        task.DestinationBlocks = layout.ChannelBlocks;
        task.DestinationHeight = height;
        task.DestinationWidth = width;
    }
}
