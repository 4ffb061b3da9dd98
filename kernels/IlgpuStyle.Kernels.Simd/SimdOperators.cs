using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Gram;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Matching;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Pooling;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Kernels.Simd.Upsampling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Every kernel, compiled for one vector width.</summary>
internal sealed class SimdOperators<TLanes, TVector>(SimdContext context, SimdTier tier) : OperatorSet
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly ConvolutionKernels<TLanes, TVector> _convolutions = new(context);
    private readonly ReluKernels<TLanes, TVector> _relu = new(context);
    private readonly PoolingKernels<TLanes, TVector> _pooling = new(context);
    private readonly WindowKernels<TLanes, TVector> _windows = new(context);
    private readonly UpsampleKernels<TLanes, TVector> _upsampling = new(context);
    private readonly GramKernels<TLanes, TVector> _gram = new(context);
    private readonly LossKernels<TLanes, TVector> _loss = new(context);
    private readonly RegionKernels<TLanes, TVector> _regions = new(context);
    private readonly MatchingKernels<TLanes, TVector> _matching = new(context);
    private readonly VectorKernels<TLanes, TVector> _vectors = new(context);
    private readonly ReductionKernels<TLanes, TVector> _reductions = new(context);

    /// <inheritdoc/>
    public override SimdTier Tier => tier;

    /// <inheritdoc/>
    public override long WeightsBytes(ConvolutionGeometry geometry) =>
        WeightsEstimate<TLanes, TVector>.Bytes(geometry, context.DirectConvolution);

    /// <inheritdoc/>
    public override long WorkspaceBytes(WorkspaceDemand demand) =>
        new WorkspaceEstimate<TLanes, TVector>(context.Team.Size, context.DirectConvolution).Bytes(demand);

    /// <inheritdoc/>
    public override void Fill(SimdTensor destination, float value) => _vectors.Fill(destination, value);

    /// <inheritdoc/>
    public override SimdConvolution PrepareConvolution(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias) =>
        _convolutions.Prepare(owner, geometry, weights, bias);

    /// <inheritdoc/>
    public override void ConvolutionForward(
        SimdConvolution convolution, SimdTensor input, SimdTensor output, bool relu) =>
        _convolutions.Forward(convolution, input, output, relu);

    /// <inheritdoc/>
    public override void ConvolutionBackwardInput(
        SimdConvolution convolution, SimdTensor gradOutput, SimdTensor? reluOutput, SimdTensor gradInput) =>
        _convolutions.Backward(convolution, gradOutput, reluOutput, gradInput);

    /// <inheritdoc/>
    public override void ConvolutionPoolForward(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor input, SimdTensor output,
        SimdTensor pooled)
    {
        if (!_convolutions.ForwardPooled(convolution, pooling, input, output, pooled))
            _pooling.Forward(pooling, output, pooled);
    }

    /// <inheritdoc/>
    public override bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        _convolutions.FusesPoolBackward(convolution, pooling);

    /// <inheritdoc/>
    public override void ConvolutionPoolBackwardInput(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor gradPooled, SimdTensor reluOutput,
        SimdTensor gradInput) =>
        _convolutions.BackwardOfPooled(convolution, pooling, gradPooled, reluOutput, gradInput);

    /// <inheritdoc/>
    public override void ReluForward(SimdTensor input, SimdTensor output) => _relu.Forward(input, output);

    /// <inheritdoc/>
    public override void ReluBackward(SimdTensor output, SimdTensor gradOutput, SimdTensor gradInput) =>
        _relu.Backward(output, gradOutput, gradInput);

    /// <inheritdoc/>
    public override void PoolForward(PoolingGeometry geometry, SimdTensor input, SimdTensor output) =>
        _pooling.Forward(geometry, input, output);

    /// <inheritdoc/>
    public override void PoolBackward(
        PoolingGeometry geometry, SimdTensor input, SimdTensor gradOutput, SimdTensor gradInput) =>
        _pooling.Backward(geometry, input, gradOutput, gradInput);

    /// <inheritdoc/>
    public override void UpsampleAccumulate(SimdTensor coarse, double scale, SimdTensor fine, bool wraps) =>
        _upsampling.Accumulate(coarse, scale, fine, wraps);

    /// <inheritdoc/>
    public override void UpsampleTransposed(SimdTensor fine, SimdTensor coarse, bool wraps) =>
        _upsampling.Transposed(fine, coarse, wraps);

    /// <inheritdoc/>
    public override void CopyWindow(SimdTensor source, SimdTensor destination, WindowGeometry window) =>
        _windows.Copy(source, destination, window);

    /// <inheritdoc/>
    public override void AccumulateWindow(SimdTensor source, SimdTensor destination, WindowGeometry window) =>
        _windows.Accumulate(source, destination, window);

    /// <inheritdoc/>
    public override void GramForward(SimdTensor features, double scale, SimdTensor gram, ScaledVector? sums) =>
        _gram.Forward(features, scale, gram, sums);

    /// <inheritdoc/>
    public override void GramBackwardAccumulate(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures, ScaledVector? gradSums) =>
        _gram.BackwardAccumulate(matrix, features, scale, gradFeatures, gradSums);

    /// <inheritdoc/>
    public override double SquaredDistance(SimdTensor a, SimdTensor b) => _reductions.SquaredDistance(a, b);

    /// <inheritdoc/>
    public override double SquaredDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA) =>
        _loss.SquaredDistanceAccumulate(a, b, scale, gradA);

    /// <inheritdoc/>
    public override double TotalVariationAccumulate(
        SimdTensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        SimdTensor gradImage) =>
        _loss.TotalVariationAccumulate(image, kind, verticalWeight, horizontalWeight, gradImage);

    /// <inheritdoc/>
    public override double DiagonalVariationAccumulate(
        SimdTensor image, double weight, SimdTensor gradImage) =>
        _loss.DiagonalVariationAccumulate(image, weight, gradImage);

    /// <inheritdoc/>
    public override void ChannelSums(SimdTensor features, double scale, SimdTensor sums) =>
        _regions.ChannelSums(features, scale, sums);

    /// <inheritdoc/>
    public override void ChannelAccumulate(SimdTensor vector, double scale, SimdTensor destination) =>
        _regions.ChannelAccumulate(vector, scale, destination);

    /// <inheritdoc/>
    public override void MaskMultiply(SimdTensor input, SimdTensor mask, SimdTensor output) =>
        _regions.MaskMultiply(input, mask, output);

    /// <inheritdoc/>
    public override void MaskMultiplyAccumulate(
        SimdTensor input, SimdTensor mask, double scale, SimdTensor destination) =>
        _regions.MaskMultiplyAccumulate(input, mask, scale, destination);

    /// <inheritdoc/>
    public override void MatrixProduct(SimdTensor a, SimdTensor b, double scale, SimdTensor output) =>
        _regions.MatrixProduct(a, b, scale, output);

    /// <inheritdoc/>
    public override void NormalizePositions(SimdTensor input, SimdTensor output) => _matching.Normalize(input, output);

    /// <inheritdoc/>
    public override void NearestPositions(SimdTensor features, SimdTensor candidates, SimdTensor nearest) =>
        _matching.Nearest(features, candidates, nearest);

    /// <inheritdoc/>
    public override double CosineDistanceAccumulate(
        SimdTensor features, SimdTensor candidates, SimdTensor nearest, double scale, SimdTensor gradFeatures) =>
        _matching.CosineDistanceAccumulate(features, candidates, nearest, scale, gradFeatures);

    /// <inheritdoc/>
    public override void MatchRanks(SimdTensor input, SimdTensor sorted, SimdTensor output) => _matching.MatchRanks(input, sorted, output);

    /// <inheritdoc/>
    public override void GatherPositions(SimdTensor input, SimdTensor positions, SimdTensor output) =>
        _matching.Gather(input, positions, output);

    /// <inheritdoc/>
    public override void ScatterPositionsAccumulate(SimdTensor input, SimdTensor positions, SimdTensor destination) =>
        _matching.ScatterAccumulate(input, positions, destination);

    /// <inheritdoc/>
    public override void TransposePositions(SimdTensor input, SimdTensor output) => _matching.Transpose(input, output);

    /// <inheritdoc/>
    public override double AbsoluteDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA) =>
        _loss.AbsoluteDistanceAccumulate(a, b, scale, gradA);

    /// <inheritdoc/>
    public override double SelfSimilarityDistance(SimdTensor cosines, SimdTensor target, double scale, SimdTensor gradCosines) =>
        _matching.SelfSimilarity(cosines, target, scale, gradCosines);

    /// <inheritdoc/>
    public override void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results) =>
        _reductions.Dots(left, right, results);

    /// <inheritdoc/>
    public override double SumAbsolute(SimdTensor x) => _reductions.SumAbsolute(x);

    /// <inheritdoc/>
    public override void LinearCombination(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, SimdTensor output) =>
        _vectors.LinearCombination(coefficients, vectors, output);

    /// <inheritdoc/>
    public override void Clamp(SimdTensor x, float lower, float upper) => _vectors.Clamp(x, lower, upper);

    /// <inheritdoc/>
    public override void AdamStep(
        SimdTensor x, SimdTensor gradient, SimdTensor firstMoment, SimdTensor secondMoment,
        AdamParameters parameters) =>
        _vectors.AdamStep(x, gradient, firstMoment, secondMoment, parameters);
}
