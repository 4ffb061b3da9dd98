using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <content>The operators. What is launched may run later: it keeps copies of the spans that it was called with.</content>
internal abstract partial class DelegatingBackend
{
    /// <inheritdoc/>
    public virtual void Copy(Tensor source, Tensor destination) =>
        Launch((source, destination), static (to, x) => to.Copy(x.source, x.destination));

    /// <inheritdoc/>
    public virtual void CopyChannels(Tensor source, int sourceChannel, Tensor destination, int destinationChannel, int count) =>
        Launch((source, sourceChannel, destination, destinationChannel, count),
            static (to, x) => to.CopyChannels(x.source, x.sourceChannel, x.destination, x.destinationChannel, x.count));

    /// <inheritdoc/>
    public virtual void Fill(Tensor destination, float value) =>
        Launch((destination, value), static (to, x) => to.Fill(x.destination, x.value));

    /// <inheritdoc/>
    public virtual PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        Actual.PrepareConvolution(geometry, weights, bias);

    /// <inheritdoc/>
    public virtual void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu) =>
        Launch((convolution, input, output, relu), static (to, x) => to.ConvolutionForward(x.convolution, x.input, x.output, x.relu));

    /// <inheritdoc/>
    public virtual void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        Launch((convolution, gradOutput, reluOutput, gradInput),
            static (to, x) => to.ConvolutionBackwardInput(x.convolution, x.gradOutput, x.reluOutput, x.gradInput));

    /// <inheritdoc/>
    public virtual void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled) =>
        Launch((convolution, pooling, input, output, pooled),
            static (to, x) => to.ConvolutionPoolForward(x.convolution, x.pooling, x.input, x.output, x.pooled));

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        Actual.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public virtual void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput) =>
        Launch((convolution, pooling, gradPooled, reluOutput, gradInput),
            static (to, x) => to.ConvolutionPoolBackwardInput(x.convolution, x.pooling, x.gradPooled, x.reluOutput, x.gradInput));

    /// <inheritdoc/>
    public void ReluForward(Tensor input, Tensor output) => Launch((input, output), static (to, x) => to.ReluForward(x.input, x.output));

    /// <inheritdoc/>
    public void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput) =>
        Launch((output, gradOutput, gradInput), static (to, x) => to.ReluBackward(x.output, x.gradOutput, x.gradInput));

    /// <inheritdoc/>
    public void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output) =>
        Launch((geometry, input, output), static (to, x) => to.PoolForward(x.geometry, x.input, x.output));

    /// <inheritdoc/>
    public void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput) =>
        Launch((geometry, input, gradOutput, gradInput), static (to, x) => to.PoolBackward(x.geometry, x.input, x.gradOutput, x.gradInput));

    /// <inheritdoc/>
    public virtual void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output)
    {
        (int[] channels, float[] factors, float[] terms) = (sourceChannel.ToArray(), scale.ToArray(), offset.ToArray());
        Launch((input, channels, factors, terms, output),
            static (to, x) => to.ChannelAffine(x.input, x.channels, x.factors, x.terms, x.output));
    }

    /// <inheritdoc/>
    public virtual void CopyWindow(Tensor source, Tensor destination, WindowGeometry window) =>
        Launch((source, destination, window), static (to, x) => to.CopyWindow(x.source, x.destination, x.window));

    /// <inheritdoc/>
    public virtual void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window) =>
        Launch((source, destination, window), static (to, x) => to.AccumulateWindow(x.source, x.destination, x.window));

    /// <inheritdoc/>
    public virtual void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null) =>
        Launch((features, scale, gram, sums), static (to, x) => to.GramForward(x.features, x.scale, x.gram, x.sums));

    /// <inheritdoc/>
    public virtual void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null) =>
        Launch((matrix, features, scale, gradFeatures, gradSums),
            static (to, x) => to.GramBackwardAccumulate(x.matrix, x.features, x.scale, x.gradFeatures, x.gradSums));

    /// <inheritdoc/>
    public virtual void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot) =>
        Launch((a, b, scale, results, slot), static (to, x) => to.SquaredDistance(x.a, x.b, x.scale, x.results, x.slot));

    /// <inheritdoc/>
    public virtual void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA) =>
        Launch((a, b, scale, results, slot, gradA),
            static (to, x) => to.SquaredDistanceAccumulate(x.a, x.b, x.scale, x.results, x.slot, x.gradA));

    /// <inheritdoc/>
    public virtual void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage) =>
        Launch((image, kind, verticalWeight, horizontalWeight, results, slot, gradImage),
            static (to, x) => to.TotalVariationAccumulate(x.image, x.kind, x.verticalWeight, x.horizontalWeight, x.results,
                x.slot, x.gradImage));

    /// <inheritdoc/>
    public virtual void DiagonalVariationAccumulate(
        Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage) =>
        Launch((image, weight, results, slot, gradImage),
            static (to, x) => to.DiagonalVariationAccumulate(x.image, x.weight, x.results, x.slot, x.gradImage));

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums) =>
        Launch((features, scale, sums), static (to, x) => to.ChannelSums(x.features, x.scale, x.sums));

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination) =>
        Launch((vector, scale, destination), static (to, x) => to.ChannelAccumulate(x.vector, x.scale, x.destination));

    /// <inheritdoc/>
    public virtual void MaskMultiply(Tensor input, Tensor mask, Tensor output) =>
        Launch((input, mask, output), static (to, x) => to.MaskMultiply(x.input, x.mask, x.output));

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination) =>
        Launch((input, mask, scale, destination), static (to, x) => to.MaskMultiplyAccumulate(x.input, x.mask, x.scale, x.destination));

    /// <inheritdoc/>
    public virtual void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output) =>
        Launch((a, b, scale, output), static (to, x) => to.MatrixProduct(x.a, x.b, x.scale, x.output));

    /// <inheritdoc/>
    public void NormalizePositions(Tensor input, Tensor output) =>
        Launch((input, output), static (to, x) => to.NormalizePositions(x.input, x.output));

    /// <inheritdoc/>
    public virtual void NearestPositions(Tensor features, Tensor candidates, Tensor nearest) =>
        Launch((features, candidates, nearest), static (to, x) => to.NearestPositions(x.features, x.candidates, x.nearest));

    /// <inheritdoc/>
    public void CosineDistanceAccumulate(
        Tensor features, Tensor candidates, Tensor nearest, double scale, ScalarBuffer results, int slot, Tensor gradFeatures) =>
        Launch((features, candidates, nearest, scale, results, slot, gradFeatures),
            static (to, x) => to.CosineDistanceAccumulate(x.features, x.candidates, x.nearest, x.scale, x.results, x.slot,
                x.gradFeatures));

    /// <inheritdoc/>
    public virtual void MatchRanks(Tensor input, Tensor sorted, Tensor output) =>
        Launch((input, sorted, output), static (to, x) => to.MatchRanks(x.input, x.sorted, x.output));

    /// <inheritdoc/>
    public void GatherPositions(Tensor input, Tensor positions, Tensor output) =>
        Launch((input, positions, output), static (to, x) => to.GatherPositions(x.input, x.positions, x.output));

    /// <inheritdoc/>
    public void ScatterPositionsAccumulate(Tensor input, Tensor positions, Tensor destination) =>
        Launch((input, positions, destination), static (to, x) => to.ScatterPositionsAccumulate(x.input, x.positions, x.destination));

    /// <inheritdoc/>
    public void TransposePositions(Tensor input, Tensor output) =>
        Launch((input, output), static (to, x) => to.TransposePositions(x.input, x.output));

    /// <inheritdoc/>
    public void AbsoluteDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA) =>
        Launch((a, b, scale, results, slot, gradA),
            static (to, x) => to.AbsoluteDistanceAccumulate(x.a, x.b, x.scale, x.results, x.slot, x.gradA));

    /// <inheritdoc/>
    public void SelfSimilarityDistance(
        Tensor cosines, Tensor target, double scale, ScalarBuffer results, int slot, Tensor gradCosines) =>
        Launch((cosines, target, scale, results, slot, gradCosines),
            static (to, x) => to.SelfSimilarityDistance(x.cosines, x.target, x.scale, x.results, x.slot, x.gradCosines));

    /// <inheritdoc/>
    public virtual void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        Settle();
        Actual.Dots(left, right, results);
    }

    /// <inheritdoc/>
    public virtual void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        (Tensor[] rows, Tensor[] columns) = (left.ToArray(), right.ToArray());
        Launch((rows, columns, results), static (to, x) => to.Dots(x.rows, x.columns, x.results));
    }

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair) =>
        Launch((scalars, pairs, keepPair), static (to, x) => to.LbfgsRecursion(x.scalars, x.pairs, x.keepPair));

    /// <inheritdoc/>
    public virtual double SumAbsolute(Tensor x)
    {
        Settle();
        return Actual.SumAbsolute(x);
    }

    /// <inheritdoc/>
    public virtual void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        (double[] factors, Tensor[] terms) = (coefficients.ToArray(), vectors.ToArray());
        Launch((factors, terms, output), static (to, x) => to.LinearCombination(x.factors, x.terms, x.output));
    }

    /// <inheritdoc/>
    public virtual void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        Tensor[] terms = vectors.ToArray();
        Launch((coefficients, terms, output), static (to, x) => to.LinearCombination(x.coefficients, x.terms, x.output));
    }

    /// <inheritdoc/>
    public virtual void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps) =>
        Launch((coarse, scale, fine, wraps), static (to, x) => to.UpsampleAccumulate(x.coarse, x.scale, x.fine, x.wraps));

    /// <inheritdoc/>
    public virtual void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps) =>
        Launch((fine, coarse, wraps), static (to, x) => to.UpsampleTransposed(x.fine, x.coarse, x.wraps));

    /// <inheritdoc/>
    public virtual void Clamp(Tensor x, float lower, float upper) =>
        Launch((x, lower, upper), static (to, x) => to.Clamp(x.x, x.lower, x.upper));

    /// <inheritdoc/>
    public virtual void AdamStep(Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters) =>
        Launch((x, gradient, firstMoment, secondMoment, parameters),
            static (to, x) => to.AdamStep(x.x, x.gradient, x.firstMoment, x.secondMoment, x.parameters));
}
