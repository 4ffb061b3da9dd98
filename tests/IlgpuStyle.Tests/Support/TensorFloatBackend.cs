using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Another backend with the factors of convolutions rounded to TF32, as the tensor cores get them: weights, inputs and gradients. What such
/// a card's results differ by, without one. Disposes the backend that it hands on to.
/// </summary>
/// <param name="actual">Computes.</param>
/// <param name="rounds">Which layers are rounded.</param>
internal sealed class TensorFloatBackend(IBackend actual, Func<ConvolutionGeometry, bool> rounds) : DelegatingBackend(actual)
{
    /// <inheritdoc/>
    public override PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        base.PrepareConvolution(geometry, rounds(geometry) ? RandomData.InTensorFloat(weights.ToArray()) : weights, bias);

    /// <inheritdoc/>
    public override void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        using Tensor factors = Rounded(convolution, input);
        base.ConvolutionForward(convolution, factors, output, relu);
    }

    /// <inheritdoc/>
    public override void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput)
    {
        using Tensor factors = Rounded(convolution, gradOutput);
        base.ConvolutionBackwardInput(convolution, factors, reluOutput, gradInput);
    }

    /// <inheritdoc/>
    public override void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled)
    {
        using Tensor factors = Rounded(convolution, input);
        base.ConvolutionPoolForward(convolution, pooling, factors, output, pooled);
    }

    /// <inheritdoc/>
    public override void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput)
    {
        // What a window's pixels get is the whole of its gradient or a half or a quarter of it: rounded before or after, it is the same.
        using Tensor factors = Rounded(convolution, gradPooled);
        base.ConvolutionPoolBackwardInput(convolution, pooling, factors, reluOutput, gradInput);
    }

    /// <inheritdoc/>
    public override void Dispose() => Actual.Dispose();

    private Tensor Rounded(PreparedConvolution convolution, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        Actual.Download(tensor, values);
        Tensor rounded = Actual.Allocate("factors", tensor.Shape, TensorRole.Working);
        Actual.Upload(rounds(convolution.Geometry) ? RandomData.InTensorFloat(values) : values, rounded);
        return rounded;
    }
}
