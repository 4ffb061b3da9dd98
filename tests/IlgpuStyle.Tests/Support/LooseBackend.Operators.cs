using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <content>Operators, queued; those that give numbers wait for all before.</content>
public sealed partial class LooseBackend
{
    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination) => Queue(() => actual.Copy(source, destination));

    /// <inheritdoc/>
    public void Fill(Tensor destination, float value) => Queue(() => actual.Fill(destination, value));

    /// <inheritdoc/>
    public PreparedConvolution PrepareConvolution(ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        actual.PrepareConvolution(geometry, weights, bias);

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu)
    {
        if (Events.LastOrDefault() != "convolution")
            Events.Add("convolution");
        Queue(() => actual.ConvolutionForward(convolution, input, output, relu));
    }

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        Queue(() => actual.ConvolutionBackwardInput(convolution, gradOutput, reluOutput, gradInput));

    /// <inheritdoc/>
    public void ConvolutionPoolForward(PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled) =>
        Queue(() => actual.ConvolutionPoolForward(convolution, pooling, input, output, pooled));

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) => actual.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput) =>
        Queue(() => actual.ConvolutionPoolBackwardInput(convolution, pooling, gradPooled, reluOutput, gradInput));

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output) => Queue(() => actual.ReluForward(input, output));

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput) => Queue(() => actual.ReluBackward(output, gradOutput, gradInput));

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output) => Queue(() => actual.PoolForward(geometry, input, output));

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput) =>
        Queue(() => actual.PoolBackward(geometry, input, gradOutput, gradInput));

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
        (int[] channels, float[] factors, float[] terms) = (sourceChannel.ToArray(), scale.ToArray(), offset.ToArray());
        Queue(() => actual.ChannelAffine(input, channels, factors, terms, output));
    }

    /// <inheritdoc/>
    public void CopyChannels(Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count) =>
        Queue(() => actual.CopyChannels(source, sourceChannel, destination, destinationChannel, count));

    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window) => Queue(() => actual.CopyWindow(source, destination, window));

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window) =>
        Queue(() => actual.AccumulateWindow(source, destination, window));

    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram) => Queue(() => actual.GramForward(features, scale, gram));

    /// <inheritdoc/>
    public void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures) =>
        Queue(() => actual.GramBackwardAccumulate(matrix, features, scale, gradFeatures));

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot) =>
        Queue(() => actual.SquaredDistance(a, b, scale, results, slot));

    /// <inheritdoc/>
    public void DifferenceAccumulate(Tensor a, Tensor b, double scale, Tensor destination) =>
        Queue(() => actual.DifferenceAccumulate(a, b, scale, destination));

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight, ScalarBuffer results, int slot, Tensor gradImage) =>
        Queue(() => actual.TotalVariationAccumulate(image, kind, verticalWeight, horizontalWeight, results, slot, gradImage));

    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage) =>
        Queue(() => actual.DiagonalVariationAccumulate(image, weight, results, slot, gradImage));

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums) => Queue(() => actual.ChannelSums(features, scale, sums));

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination) => Queue(() => actual.ChannelAccumulate(vector, scale, destination));

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output) => Queue(() => actual.MaskMultiply(input, mask, output));

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination) =>
        Queue(() => actual.MaskMultiplyAccumulate(input, mask, scale, destination));

    /// <inheritdoc/>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output) => Queue(() => actual.MatrixProduct(a, b, scale, output));

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        RunAll(_operators);
        actual.Dots(left, right, results);
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        (Tensor[] rows, Tensor[] columns) = (left.ToArray(), right.ToArray());
        Queue(() => actual.Dots(rows, columns, results));
    }

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair) => Queue(() => actual.LbfgsRecursion(scalars, pairs, keepPair));

    /// <inheritdoc/>
    public double SumAbsolute(Tensor x)
    {
        RunAll(_operators);
        return actual.SumAbsolute(x);
    }

    /// <inheritdoc/>
    public void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        (double[] factors, Tensor[] terms) = (coefficients.ToArray(), vectors.ToArray());
        Queue(() => actual.LinearCombination(factors, terms, output));
    }

    /// <inheritdoc/>
    public void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        Tensor[] terms = vectors.ToArray();
        Queue(() => actual.LinearCombination(coefficients, terms, output));
    }

    /// <inheritdoc/>
    public void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps) =>
        Queue(() => actual.UpsampleAccumulate(coarse, scale, fine, wraps));

    /// <inheritdoc/>
    public void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps) => Queue(() => actual.UpsampleTransposed(fine, coarse, wraps));

    /// <inheritdoc/>
    public void Clamp(Tensor x, float lower, float upper) => Queue(() => actual.Clamp(x, lower, upper));

    /// <inheritdoc/>
    public void AdamStep(Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters) =>
        Queue(() => actual.AdamStep(x, gradient, firstMoment, secondMoment, parameters));
}
