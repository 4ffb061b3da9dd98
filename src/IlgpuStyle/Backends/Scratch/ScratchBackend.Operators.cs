using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Operators that take whole tensors. Losses meet content targets here: those are read into memory first, one at a time. All others never meet a tensor
/// in a file.
/// </content>
internal sealed partial class ScratchBackend
{
    /// <inheritdoc/>
    public PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        _actual.PrepareConvolution(geometry, weights, bias);

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu) =>
        _actual.ConvolutionForward(convolution, input, output, relu);

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        _actual.ConvolutionBackwardInput(convolution, gradOutput, reluOutput, gradInput);

    /// <inheritdoc/>
    public void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled) =>
        _actual.ConvolutionPoolForward(convolution, pooling, input, output, pooled);

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        _actual.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput) =>
        _actual.ConvolutionPoolBackwardInput(convolution, pooling, gradPooled, reluOutput, gradInput);

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output) => _actual.ReluForward(input, output);

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput) =>
        _actual.ReluBackward(output, gradOutput, gradInput);

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output) =>
        _actual.PoolForward(geometry, input, output);

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput) =>
        _actual.PoolBackward(geometry, input, gradOutput, gradInput);

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
        if (!IsInFile(input) && !IsInFile(output))
        {
            _actual.ChannelAffine(input, sourceChannel, scale, offset, output);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(output.Shape))
        {
            Tensor band = Band(1, output.Shape with { Height = area.Height, Width = area.Width });
            _actual.ChannelAffine(Load(0, input, area), sourceChannel, scale, offset, band);
            Store(band, output, area);
        }
    }

    /// <inheritdoc/>
    public void CopyChannels(
        Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count) =>
        _actual.CopyChannels(source, sourceChannel, destination, destinationChannel, count);

    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram) =>
        _actual.GramForward(features, scale, gram);

    /// <inheritdoc/>
    public void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures) =>
        _actual.GramBackwardAccumulate(matrix, features, scale, gradFeatures);

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums) =>
        _actual.ChannelSums(features, scale, sums);

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination) =>
        _actual.ChannelAccumulate(vector, scale, destination);

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
        if (!AnyInFile([input, mask, output]))
        {
            _actual.MaskMultiply(input, mask, output);
            return;
        }

        foreach (ScratchTensor.Area area in Bands(input.Shape))
        {
            Tensor band = Load(0, input, area);
            _actual.MaskMultiply(band, Load(1, mask, area), band);
            Store(band, output, area);
        }
    }

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination) =>
        _actual.MaskMultiplyAccumulate(input, mask, scale, destination);

    /// <inheritdoc/>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output) =>
        _actual.MatrixProduct(a, b, scale, output);

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot) =>
        _actual.SquaredDistance(a, InMemory(b), scale, results, slot);

    /// <inheritdoc/>
    public void DifferenceAccumulate(Tensor a, Tensor b, double scale, Tensor destination) =>
        _actual.DifferenceAccumulate(a, InMemory(b), scale, destination);
}
