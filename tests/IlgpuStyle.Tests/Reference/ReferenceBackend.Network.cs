using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

internal sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        ShapeGuard.Weights(geometry, weights.Length, bias.Length);
        Reserve((weights.Length + bias.Length) * sizeof(double));
        return new ReferencePreparedConvolution(this, geometry, ToDouble(weights), ToDouble(bias));
    }

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        ShapeGuard.Convolution("ConvolutionForward", convolution.Geometry, input, output);
        ReferencePreparedConvolution layer = Own(convolution);
        ReferenceConvolution.Forward(
            layer.Geometry, layer.Weights, layer.Bias, input.Shape, Values(input), Values(output));
        if (relu)
            ReluForward(output, output);
    }

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput)
    {
        ShapeGuard.Convolution("ConvolutionBackwardInput", convolution.Geometry, gradInput, gradOutput);
        ReferencePreparedConvolution layer = Own(convolution);
        double[] gradient = Values(gradOutput).ToArray();
        if (reluOutput != null)
        {
            ShapeGuard.Same("ConvolutionBackwardInput", gradOutput, reluOutput);
            Span<double> output = Values(reluOutput);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = output[i] > 0 ? gradient[i] : 0;
        }

        ReferenceConvolution.BackwardInput(layer.Geometry, layer.Weights, gradInput.Shape, gradient, Values(gradInput));
    }

    /// <inheritdoc/>
    public void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled)
    {
        ShapeGuard.ConvolutionPool("ConvolutionPoolForward", convolution.Geometry, pooling, input, output, pooled);
        ConvolutionForward(convolution, input, output, relu: true);
        PoolForward(pooling, output, pooled);
    }

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) => true;

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput)
    {
        ShapeGuard.ConvolutionPool(
            "ConvolutionPoolBackwardInput", convolution.Geometry, pooling, gradInput, reluOutput, gradPooled);
        using Tensor gradOutput = Allocate("gradOutput", reluOutput.Shape, TensorRole.Working);
        PoolBackward(pooling, reluOutput, gradPooled, gradOutput);
        ConvolutionBackwardInput(convolution, gradOutput, reluOutput, gradInput);
    }

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output)
    {
        ShapeGuard.Same("ReluForward", input, output);
        Span<double> x = Values(input), y = Values(output);
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > 0 || double.IsNaN(x[i]) ? x[i] : 0;
    }

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput)
    {
        ShapeGuard.Same("ReluBackward", output, gradOutput);
        ShapeGuard.Same("ReluBackward", output, gradInput);
        Span<double> y = Values(output), dy = Values(gradOutput), dx = Values(gradInput);
        for (int i = 0; i < y.Length; i++)
            dx[i] = y[i] > 0 ? dy[i] : 0;
    }

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output)
    {
        ShapeGuard.Pooling("PoolForward", geometry, input, output);
        ReferencePooling.Forward(geometry, input.Shape, Values(input), Values(output));
    }

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput)
    {
        ShapeGuard.Pooling("PoolBackward", geometry, input, gradOutput);
        ShapeGuard.Same("PoolBackward", input, gradInput);
        ShapeGuard.Distinct("PoolBackward", input, gradInput);
        ShapeGuard.Distinct("PoolBackward", gradOutput, gradInput);
        ReferencePooling.Backward(geometry, input.Shape, Values(input), Values(gradOutput), Values(gradInput));
    }

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
        ShapeGuard.ChannelAffine(input, sourceChannel, scale.Length, offset.Length, output);
        int positions = input.Shape.Positions;
        Span<double> x = Values(input), y = Values(output);
        for (int c = 0; c < sourceChannel.Length; c++)
        for (int p = 0; p < positions; p++)
            y[c * positions + p] = (double)scale[c] * x[sourceChannel[c] * positions + p] + offset[c];
    }

    /// <inheritdoc/>
    public void CopyChannels(Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count)
    {
        ShapeGuard.CopyChannels(source, sourceChannel, destination, destinationChannel, count);
        int positions = source.Shape.Positions;
        Values(source).Slice(sourceChannel * positions, count * positions)
            .CopyTo(Values(destination)[(destinationChannel * positions)..]);
    }

    private ReferencePreparedConvolution Own(PreparedConvolution convolution) =>
        convolution is ReferencePreparedConvolution own && own.Backend == this
            ? own
            : throw new ArgumentException("the convolution was prepared by another backend.");

    private static double[] ToDouble(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = values[i];
        return result;
    }
}
