using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <content>The operators: none computes; those that need scratch memory are noted.</content>
internal sealed partial class CountingBackend
{
    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public void Download(Tensor source, Span<float> destination)
    {
    }

    /// <inheritdoc/>
    public void Download(ScalarBuffer source, Span<double> destination) => destination.Clear();

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
    }

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public void Fill(Tensor destination, float value)
    {
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
    }

    /// <inheritdoc/>
    public void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu) =>
        See(convolution, input.Shape);

    /// <inheritdoc/>
    public void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        SeeBackward(convolution, gradInput.Shape);

    /// <inheritdoc/>
    public void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled) =>
        See(convolution, input.Shape);

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        actual.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput) =>
        SeeBackward(convolution, gradInput.Shape);

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput)
    {
    }

    /// <inheritdoc/>
    public void CopyWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
    }

    /// <inheritdoc/>
    public void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window)
    {
    }

    /// <inheritdoc/>
    public void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps)
    {
    }

    /// <inheritdoc/>
    public void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps)
    {
    }

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput)
    {
    }

    /// <inheritdoc/>
    public void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void CopyChannels(Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count)
    {
    }

    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram) => _grams.Add(features.Shape);

    /// <inheritdoc/>
    public void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures) =>
        _grams.Add(features.Shape);

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot)
    {
    }

    /// <inheritdoc/>
    public void DifferenceAccumulate(Tensor a, Tensor b, double scale, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage)
    {
    }

    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
    }

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums)
    {
    }

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination)
    {
    }

    /// <summary>Its scratch is that of a Gram matrix's backward with as many positions as channels.</summary>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output) =>
        _grams.Add(new TensorShape(a.Shape.Width, 1, a.Shape.Width));

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        See(left[0]);
        results.Clear();
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results) => See(left[0]);

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair)
    {
    }

    /// <inheritdoc/>
    public double SumAbsolute(Tensor x) => 0;

    /// <inheritdoc/>
    public void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
    }

    /// <inheritdoc/>
    public void Clamp(Tensor x, float lower, float upper)
    {
    }

    /// <inheritdoc/>
    public void AdamStep(Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters)
    {
    }

    private void See(Tensor vector)
    {
        if (vector.Shape.Length > _vectors.Length)
            _vectors = vector.Shape;
    }
}
