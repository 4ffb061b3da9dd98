using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Convolution, ReLU, pooling, preprocessing.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, FeatureView, Floats, Floats, ConvolutionExtents, int>? _convolutionGather;

    private Action<KernelConfig, FeatureView, FeatureView, int>? _reluForward;
    private Action<KernelConfig, FeatureView, Floats, Floats, int>? _reluBackward;
    private Action<KernelConfig, FeatureView, FeatureView, PoolingExtents>? _maxForward;
    private Action<KernelConfig, FeatureView, FeatureView, PoolingExtents>? _averageForward;
    private Action<KernelConfig, FeatureView, FeatureView, PoolingExtents>? _normForward;
    private Action<KernelConfig, FeatureView, Floats, Floats, PoolingExtents>? _normBackward;
    private Action<KernelConfig, FeatureView, Floats, Floats, PoolingExtents>? _maxBackward;
    private Action<KernelConfig, Floats, Floats, PoolingExtents>? _averageBackward;
    private Action<KernelConfig, Floats, int, Floats, int, float, float, int>? _channelAffine;

    /// <inheritdoc/>
    public PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        ShapeGuard.Weights(geometry, weights.Length, bias.Length);
        List<MemoryBuffer1D<float, Stride1D.Dense>> buffers =
        [
            NewBuffer("weights", ConvolutionPacking.Forward(geometry, weights)),
            NewBuffer("bias", bias),
        ];
        if (IlgpuConvolution.IsBackwardConvolution(geometry))
            buffers.Add(NewBuffer("backward weights", ConvolutionPacking.Backward(geometry, weights)));
        if (IlgpuConvolution.IsBackwardGathered(geometry))
            buffers.Add(NewBuffer("dense weights", weights));
        MemoryBuffer1D<float, Stride1D.Dense>? winograd = _chooser.MayUseWinograd(geometry)
            ? NewBuffer("weights at Winograd's points", WinogradWeights.Transform(geometry, weights))
            : null;
        return new IlgpuConvolution(this, geometry, winograd, TensorWeights(geometry, weights), [.. buffers]);
    }

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        const string operation = "ConvolutionForward";
        IlgpuConvolution layer = Own(operation, convolution);
        ShapeGuard.Convolution(operation, layer.Geometry, input, output);
        FeatureView from = Features(operation, input), to = Features(operation, output);
        Convolve(new ConvolutionArguments(
            layer, IsBackward: false, from, from, to, to, ConvolutionExtents.Forward(layer.Geometry, input.Shape, relu)));
    }

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput)
    {
        const string operation = "ConvolutionBackwardInput";
        IlgpuConvolution layer = Own(operation, convolution);
        ConvolutionGeometry geometry = layer.Geometry;
        ShapeGuard.Convolution(operation, geometry, gradInput, gradOutput);
        if (reluOutput is not null)
            ShapeGuard.Same(operation, gradOutput, reluOutput);
        Floats from = View(operation, gradOutput), to = View(operation, gradInput);
        FeatureView mask = reluOutput is null ? from : Features(operation, reluOutput);
        bool masked = reluOutput is not null;
        bool isConvolution = IlgpuConvolution.IsBackwardConvolution(geometry);
        if (isConvolution)
        {
            Convolve(new ConvolutionArguments(
                layer, IsBackward: true, from, mask, to, to,
                ConvolutionExtents.Backward(geometry, gradOutput.Shape, gradInput.Shape, masked)));
        }

        if (!IlgpuConvolution.IsBackwardGathered(geometry))
            return;
        _convolutionGather ??= _accelerator.LoadStreamKernel<Floats, FeatureView, Floats, Floats,
            ConvolutionExtents, int>(ConvolutionKernels.BackwardGather);
        _convolutionGather(
            _policy.Elements(gradInput.Shape.Length), from, mask, layer.DenseWeights, to,
            ConvolutionExtents.Gather(geometry, gradInput.Shape, masked), isConvolution ? 1 : 0);
    }

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output)
    {
        ShapeGuard.Same(nameof(ReluForward), input, output);
        _reluForward ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, int>(ReluKernels.Forward);
        int length = (int)input.Shape.Length;
        FeatureView from = Features(nameof(ReluForward), input), to = Features(nameof(ReluForward), output);
        _reluForward(_policy.Elements(length), from, to, length);
    }

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput)
    {
        const string operation = nameof(ReluBackward);
        ShapeGuard.Same(operation, output, gradOutput);
        ShapeGuard.Same(operation, output, gradInput);
        _reluBackward ??= _accelerator.LoadStreamKernel<FeatureView, Floats, Floats, int>(ReluKernels.Backward);
        int length = (int)output.Shape.Length;
        _reluBackward(
            _policy.Elements(length), Features(operation, output), View(operation, gradOutput),
            View(operation, gradInput), length);
    }

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output)
    {
        const string operation = nameof(PoolForward);
        ShapeGuard.Pooling(operation, geometry, input, output);
        FeatureView from = Features(operation, input), to = Features(operation, output);
        PoolingExtents extents = new(geometry, input.Shape, output.Shape);
        KernelConfig config = _policy.Elements(output.Shape.Length);
        if (geometry.Kind == PoolingKind.Max)
        {
            _maxForward ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, PoolingExtents>(
                PoolingKernels.MaxForward);
            _maxForward(config, from, to, extents);
        }
        else if (geometry.Kind == PoolingKind.L2)
        {
            _normForward ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, PoolingExtents>(
                PoolingKernels.NormForward);
            _normForward(config, from, to, extents);
        }
        else
        {
            _averageForward ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, PoolingExtents>(
                PoolingKernels.AverageForward);
            _averageForward(config, from, to, extents);
        }
    }

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput)
    {
        const string operation = nameof(PoolBackward);
        ShapeGuard.Pooling(operation, geometry, input, gradOutput);
        ShapeGuard.Same(operation, input, gradInput);
        ShapeGuard.Distinct(operation, gradOutput, gradInput);
        ShapeGuard.Distinct(operation, input, gradInput);
        FeatureView image = Features(operation, input);
        Floats from = View(operation, gradOutput), to = View(operation, gradInput);
        PoolingExtents extents = new(geometry, input.Shape, gradOutput.Shape);
        KernelConfig config = _policy.Elements(input.Shape.Length);
        if (geometry.Kind == PoolingKind.Max)
        {
            _maxBackward ??= _accelerator.LoadStreamKernel<FeatureView, Floats, Floats, PoolingExtents>(
                PoolingKernels.MaxBackward);
            _maxBackward(config, image, from, to, extents);
        }
        else if (geometry.Kind == PoolingKind.L2)
        {
            _normBackward ??= _accelerator.LoadStreamKernel<FeatureView, Floats, Floats, PoolingExtents>(
                PoolingKernels.NormBackward);
            _normBackward(config, image, from, to, extents);
        }
        else
        {
            _averageBackward ??= _accelerator.LoadStreamKernel<Floats, Floats, PoolingExtents>(
                PoolingKernels.AverageBackward);
            _averageBackward(config, from, to, extents);
        }
    }

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale,
        ReadOnlySpan<float> offset, Tensor output)
    {
        const string operation = nameof(ChannelAffine);
        ShapeGuard.ChannelAffine(input, sourceChannel, scale.Length, offset.Length, output);
        _channelAffine ??= _accelerator.LoadStreamKernel<Floats, int, Floats, int, float, float, int>(
            VectorKernels.ChannelAffine);
        int positions = input.Shape.Positions;
        // One launch a channel: a picture has three, and so the maps need no buffer of their own.
        for (int c = 0; c < sourceChannel.Length; c++)
        {
            _channelAffine(
                _policy.Elements(positions), View(operation, input), sourceChannel[c] * positions,
                View(operation, output), c * positions, scale[c], offset[c], positions);
        }
    }

    private IlgpuConvolution Own(string operation, PreparedConvolution convolution) =>
        convolution is IlgpuConvolution own && own.Owner == this
            ? own
            : throw new ArgumentException($"{operation}: the convolution is not (or no longer) of {Name}.");
}
