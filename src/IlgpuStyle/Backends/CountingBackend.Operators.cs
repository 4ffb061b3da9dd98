using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <content>The operators: none computes; those that need scratch memory are noted.</content>
internal sealed partial class CountingBackend
{
    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<float> source, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public override void Download(Tensor source, Span<float> destination)
    {
    }

    /// <inheritdoc/>
    public override void UploadChannel(ReadOnlySpan<float> source, Tensor destination, int channel)
    {
    }

    /// <inheritdoc/>
    public override void DownloadChannel(Tensor source, int channel, Span<float> destination)
    {
    }

    /// <inheritdoc/>
    public override void Upload(ReadOnlySpan<double> source, ScalarBuffer destination)
    {
    }

    /// <inheritdoc/>
    public override void Download(ScalarBuffer source, Span<double> destination) => destination.Clear();

    /// <inheritdoc/>
    public override void Synchronize()
    {
    }

    /// <inheritdoc/>
    public override void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu) =>
        See(convolution, input.Shape);

    /// <inheritdoc/>
    public override void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        SeeBackward(convolution, gradInput.Shape);

    /// <inheritdoc/>
    public override void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled) =>
        See(convolution, input.Shape);

    /// <inheritdoc/>
    public override void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput) =>
        SeeBackward(convolution, gradInput.Shape);

    /// <inheritdoc/>
    public override void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null) =>
        _grams.Add(features.Shape);

    /// <inheritdoc/>
    public override void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null) =>
        _grams.Add(features.Shape);

    /// <summary>Its scratch is that of a Gram matrix's backward with as many positions as channels.</summary>
    public override void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output) =>
        _grams.Add(new TensorShape(a.Shape.Width, 1, a.Shape.Width));

    /// <inheritdoc/>
    public override void NearestPositions(Tensor features, Tensor candidates, Tensor nearest) => _matched.Add(features.Shape);

    /// <inheritdoc/>
    public override void MatchRanks(Tensor input, Tensor sorted, Tensor output) => _ranked.Add(input.Shape);

    /// <inheritdoc/>
    public override void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        See(left[0]);
        results.Clear();
    }

    /// <inheritdoc/>
    public override void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results) => See(left[0]);

    /// <inheritdoc/>
    public override double SumAbsolute(Tensor x) => 0;

    /// <inheritdoc/>
    protected override void Launch<TArguments>(TArguments arguments, Action<IBackend, TArguments> work)
    {
    }

    private void See(Tensor vector)
    {
        if (vector.Shape.Length > _vectors.Length)
            _vectors = vector.Shape;
    }
}
