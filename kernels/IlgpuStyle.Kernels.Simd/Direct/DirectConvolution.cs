using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>Convolution of any geometry as implicit GEMM over a padded copy of its source.</summary>
internal sealed unsafe class DirectConvolution<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly PadJob<TLanes, TVector> _pad = new();
    private readonly FoldJob<TLanes, TVector> _fold = new();
    private readonly CorrelationJob<TLanes, TVector> _correlation = new();

    /// <summary>
    /// output[oc,oh,ow] = bias[oc] + Σ weights[oc,ic,kh,kw] · input[ic, oh·S+kh−P, ow·S+kw−P], then ReLU if
    /// asked.
    /// </summary>
    public void Forward(
        ConvolutionGeometry geometry, DirectPlan plan, float* bias, SimdTensor input, SimdTensor output, bool relu)
    {
        int height = (output.Shape.Height - 1) * geometry.Stride + geometry.KernelSize;
        int width = (output.Shape.Width - 1) * geometry.Stride + geometry.KernelSize;
        Frame frame = MakeFrame(
            input, null, height, width, geometry.Padding, geometry.PaddingMode, geometry.Stride);
        Correlation task = Source(frame, input, geometry.Stride);
        task.Bias = bias;
        task.Relu = relu;
        Target(ref task, output.Pointer, output.Layout, output.Shape.Height, output.Shape.Width, step: 1);
        RunPhases(plan, task, frame, input.Layout.IsPlanar);
    }

    /// <summary>
    /// gradInput = the adjoint of <see cref="Forward"/> without bias, applied to gradOutput where the gate
    /// allows.
    /// </summary>
    public void Backward(
        ConvolutionGeometry geometry, DirectPlan plan, SimdTensor gradOutput, SimdTensor? gate, SimdTensor gradInput)
    {
        bool folds = geometry.PaddingMode != PaddingMode.Zero && geometry.Padding > 0;
        int border = folds ? geometry.Padding : 0;
        int height = gradInput.Shape.Height + 2 * border, width = gradInput.Shape.Width + 2 * border;
        int top = DirectPhase.BackwardBorder(geometry);
        Frame frame = MakeFrame(
            gradOutput, gate, BackwardExtent(geometry, height, gradOutput.Shape.Height),
            BackwardExtent(geometry, width, gradOutput.Shape.Width), top, PaddingMode.Zero, stride: 1);
        Correlation task = Source(frame, gradOutput, step: 1);
        if (!folds)
        {
            Target(ref task, gradInput.Pointer, gradInput.Layout, height, width, geometry.Stride);
            RunPhases(plan, task, frame, gradOutput.Layout.IsPlanar);
            return;
        }

        long planes = gradInput.Layout.IsPlanar
            ? gradInput.Shape.Channels
            : gradInput.Layout.ChannelBlocks * TensorLayout.Block;
        float* scratch = (float*)context.Shared.Reserve(
            SimdContext.Exchange, planes * height * width * sizeof(float));
        Frame padded = new(scratch, height, width, border, geometry.PaddingMode);
        Target(ref task, padded.Pointer, gradInput.Layout, height, width, geometry.Stride);
        RunPhases(plan, task, frame, gradOutput.Layout.IsPlanar);
        _fold.Run(context.Team, padded, gradInput);
    }

    private static int BackwardExtent(ConvolutionGeometry geometry, int destination, int gradOutput)
    {
        int border = DirectPhase.BackwardBorder(geometry), stride = geometry.Stride;
        int lastRead = (destination - 1) / stride + border
            + (stride - 1 + DirectPhase.BackwardOrigin(geometry)) / stride;
        return Math.Max(border + gradOutput, lastRead + 1);
    }

    private Frame MakeFrame(
        SimdTensor tensor, SimdTensor? gate, int height, int width, int border, PaddingMode mode, int stride)
    {
        int planes = tensor.Layout.IsPlanar ? tensor.Shape.Channels : tensor.Layout.ChannelBlocks;

        // The micro-kernel reads whole tiles: its last one hangs over the end of the frame.
        long slack = (long)DirectMicroKernel<TLanes, TVector>.Rows * stride;
        long length = ((long)planes * height * width + slack) * tensor.Layout.PositionStride;
        float* scratch = (float*)context.Shared.Reserve(SimdContext.Rearranged, length * sizeof(float));
        Frame frame = new(scratch, height, width, border, mode);
        _pad.Run(context.Team, tensor, gate, frame);
        return frame;
    }

    private static Correlation Source(in Frame frame, SimdTensor tensor, int step) => new()
    {
        Source = frame.Pointer,
        SourceWidth = frame.Width,
        SourceStride = tensor.Layout.PositionStride,
        SourceStep = step,
    };

    private static void Target(
        ref Correlation task, float* pointer, TensorLayout layout, int height, int width, int step)
    {
        task.Destination = pointer;
        task.Channels = layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks * TensorLayout.Block;
        task.IsPlanar = layout.IsPlanar;
        task.DestinationHeight = height;
        task.DestinationWidth = width;
        task.DestinationStep = step;
    }

    private void RunPhases(DirectPlan plan, Correlation task, in Frame frame, bool isPlanar)
    {
        for (int index = 0; index < plan.Phases.Count; index++)
        {
            DirectPhase phase = plan.Phases[index];
            task.Depth = phase.Taps.Length * plan.SourceChannels;
            task.Offsets = (int*)context.Shared.Reserve(SimdContext.Tables, (long)task.Depth * sizeof(int));
            plan.WriteOffsets(phase, isPlanar, frame.Positions, frame.Width, task.Offsets);
            task.Weights = plan.WeightsOf(index);
            task.FirstRow = phase.Row;
            task.FirstColumn = phase.Column;
            task.Rows = Extent(task.DestinationHeight, phase.Row, task.DestinationStep);
            task.Columns = Extent(task.DestinationWidth, phase.Column, task.DestinationStep);
            _correlation.Run(context.Team, task);
        }
    }

    private static int Extent(int destination, int first, int step) =>
        Math.Max(0, (destination - first + step - 1) / step);
}
