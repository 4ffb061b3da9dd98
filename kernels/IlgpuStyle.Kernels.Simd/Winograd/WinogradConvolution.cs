using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// 3×3 convolutions with stride 1 by Winograd's F(6×6, 3×3): 64 instead of 324 multiply-adds per 6×6 outputs and pair of channels
/// (Lavin &amp; Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
/// </summary>
internal sealed unsafe class WinogradConvolution<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Layers of up to so many input and output channels keep their transformed weights, at most 4 MiB a direction.
    private const int TransformedChannels = 256;

    // Batches of one thread, whole rows of the micro-kernels, whose data and products fit a level-2 cache (bench/README.md).
    private const int FusedTiles = 28;

    // Batches of all threads: data that stay in the last-level cache (bench/README.md).
    private const int PhasedBytes = 10 << 20;

    private readonly WinogradFusedJob<TLanes, TVector> _fused = new(context);
    private readonly WinogradPhasedJob<TLanes, TVector> _phased = new(context);
    private readonly FoldJob<TLanes, TVector> _fold = new();

    /// <summary>
    /// Whether a convolution can be computed this way: both tensors blocked, 3×3, stride 1.
    /// </summary>
    public static bool Serves(ConvolutionGeometry geometry) =>
        geometry.KernelSize == 3 && geometry.Stride == 1
        && !new TensorLayout(new(geometry.InputChannels, 1, 1)).IsPlanar
        && !new TensorLayout(new(geometry.OutputChannels, 1, 1)).IsPlanar;

    /// <summary>Whether transformed weights are kept for a direction rather than made from the taps, batch by batch.</summary>
    public static bool KeepsTransformed(int sourceChannels, int destinationChannels) =>
        sourceChannels + destinationChannels <= TransformedChannels;

    /// <summary>Tiles of a batch that one thread takes through all steps.</summary>
    public static int FusedCapacity
    {
        get
        {
            int rows = WinogradMicroKernel<TLanes, TVector>.Rows;
            return (FusedTiles + rows - 1) / rows * rows;
        }
    }

    /// <summary>Whether a task runs in batches that stay on one thread.</summary>
    public static bool IsFused(in WinogradTask task, int threads) =>
        (task.SourceBlocks + task.DestinationBlocks) * TensorLayout.Block <= TransformedChannels
        && task.Tiling.Tiles >= 2 * FusedCapacity * threads;

    /// <summary>Tiles of a batch that all threads share: equal batches rather than full ones and a rest.</summary>
    public static int PhasedCapacity(in WinogradTask task)
    {
        int tiles = task.Tiling.Tiles, largest = Math.Max(
            FusedTiles, PhasedBytes / (WinogradPoints.Products * task.SourceBlocks * TensorLayout.Block * sizeof(float)));
        int batches = (tiles + largest - 1) / largest;
        return (tiles + batches - 1) / batches;
    }

    /// <summary>Whether pooling is fused into a convolution's inverse and data transforms.</summary>
    public static bool Fuses(PoolingGeometry pooling) =>
        pooling is { Kind: PoolingKind.Max or PoolingKind.Average, Window: 2, Stride: 2 };

    /// <summary>
    /// output = correlation of input with the weights, plus bias, then ReLU if asked; and its pooled values
    /// if asked, of a geometry that <see cref="Fuses"/>.
    /// </summary>
    public void Forward(
        ConvolutionGeometry geometry, WinogradWeights weights, float* bias, SimdTensor input, SimdTensor output, bool relu,
        SimdTensor? pooled = null, PoolingKind pooling = default)
    {
        WinogradTask task = Source(input, null, geometry.Padding, geometry.PaddingMode);
        task.Bias = bias;
        task.Relu = relu;
        Target(ref task, output.Pointer, output.Layout, output.Shape.Height, output.Shape.Width);
        if (pooled != null)
        {
            task.Pooled = pooled.Pointer;
            Pool(ref task, pooled, pooling);
        }

        Run(task, weights);
    }

    /// <summary>
    /// Of <c>output[oh,ow] = Σ weights[kh,kw] · input[oh+kh−P, ow+kw−P]</c>: gradInput[ih,iw] = Σ
    /// weights[2−kh,2−kw] · gradOutput[ih+kh−(2−P), iw+kw−(2−P)], the same correlation with the reversed
    /// kernel and border 2 − P. Where padding repeats pixels, the whole padded frame's gradient is computed
    /// (border 2): what lies inside goes to gradInput at once, the frame is folded.
    /// </summary>
    public void Backward(
        ConvolutionGeometry geometry, WinogradWeights weights, SimdTensor gradOutput, SimdTensor? gate, SimdTensor gradInput)
    {
        WinogradTask task = Source(gradOutput, gate, BorderOf(geometry), PaddingMode.Zero);
        Backward(geometry, weights, ref task, gradInput);
    }

    /// <summary>
    /// The same for gradOutput = the gradient of the pooled output, spread over its windows, where the output
    /// is positive.
    /// </summary>
    public void BackwardOfPooled(
        ConvolutionGeometry geometry, WinogradWeights weights, PoolingKind pooling, SimdTensor gradPooled, SimdTensor gate,
        SimdTensor gradInput)
    {
        WinogradTask task = Source(gate, gate, BorderOf(geometry), PaddingMode.Zero);
        task.PooledGradient = gradPooled.Pointer;
        Pool(ref task, gradPooled, pooling);
        Backward(geometry, weights, ref task, gradInput);
    }

    private void Backward(ConvolutionGeometry geometry, WinogradWeights weights, ref WinogradTask task, SimdTensor gradInput)
    {
        if (!Folds(geometry))
        {
            Target(
                ref task, gradInput.Pointer, gradInput.Layout, gradInput.Shape.Height, gradInput.Shape.Width);
            Run(task, weights);
            return;
        }

        int height = gradInput.Shape.Height + 2 * geometry.Padding;
        int width = gradInput.Shape.Width + 2 * geometry.Padding;
        long length = gradInput.Layout.ChannelBlocks * Frame.HollowPositions(height, width, geometry.Padding) * TensorLayout.Block;
        float* scratch = (float*)context.Shared.Reserve(SimdContext.Exchange, length * sizeof(float));
        task.Frame = new Frame(scratch, height, width, geometry.Padding, geometry.PaddingMode, isHollow: true);
        Target(ref task, gradInput.Pointer, gradInput.Layout, height, width);
        Run(task, weights);
        _fold.Run(context.Team, task.Frame, gradInput);
    }

    private void Run(in WinogradTask task, WinogradWeights weights)
    {
        if (IsFused(task, context.Team.Size))
            _fused.Run(task, weights, FusedCapacity);
        else
            _phased.Run(task, weights, PhasedCapacity(task));
    }

    private static bool Folds(ConvolutionGeometry geometry) =>
        geometry.PaddingMode != PaddingMode.Zero && geometry.Padding > 0;

    private static int BorderOf(ConvolutionGeometry geometry) => Folds(geometry) ? 2 : 2 - geometry.Padding;

    private static void Pool(ref WinogradTask task, SimdTensor pooled, PoolingKind kind)
    {
        task.PooledHeight = pooled.Shape.Height;
        task.PooledWidth = pooled.Shape.Width;
        task.Pooling = kind;
    }

    private static WinogradTask Source(SimdTensor tensor, SimdTensor? gate, int border, PaddingMode mode) =>
        new()
    {
        Source = tensor.Pointer,
        Gate = gate == null ? null : gate.Pointer,
        SourceBlocks = tensor.Layout.ChannelBlocks,
        SourceHeight = tensor.Shape.Height,
        SourceWidth = tensor.Shape.Width,
        Border = border,
        Mode = mode,
    };

    private static void Target(
        ref WinogradTask task, float* pointer, TensorLayout layout, int height, int width)
    {
        task.Destination = pointer;
        task.DestinationBlocks = layout.ChannelBlocks;
        task.DestinationHeight = height;
        task.DestinationWidth = width;
    }
}
