using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// All operators that depend on the vector width, behind one virtual call; arguments have been checked.
/// The members and their formulas are <see cref="IBackend"/>'s.
/// </summary>
internal abstract class OperatorSet
{
    /// <summary>Vector width.</summary>
    public abstract SimdTier Tier { get; }

    /// <inheritdoc cref="IDeviceMemory.WeightsBytes"/>
    public abstract long WeightsBytes(ConvolutionGeometry geometry);

    /// <inheritdoc cref="IDeviceMemory.WorkspaceBytes"/>
    public abstract long WorkspaceBytes(WorkspaceDemand demand);

    /// <inheritdoc cref="IDeviceMemory.Fill"/>
    public abstract void Fill(SimdTensor destination, float value);

    /// <inheritdoc cref="INetworkOperators.PrepareConvolution"/>
    public abstract SimdConvolution PrepareConvolution(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias);

    /// <inheritdoc cref="INetworkOperators.ConvolutionForward"/>
    public abstract void ConvolutionForward(
        SimdConvolution convolution, SimdTensor input, SimdTensor output, bool relu);

    /// <inheritdoc cref="INetworkOperators.ConvolutionBackwardInput"/>
    public abstract void ConvolutionBackwardInput(
        SimdConvolution convolution, SimdTensor gradOutput, SimdTensor? reluOutput, SimdTensor gradInput);

    /// <inheritdoc cref="INetworkOperators.ConvolutionPoolForward"/>
    public abstract void ConvolutionPoolForward(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor input, SimdTensor output,
        SimdTensor pooled);

    /// <inheritdoc cref="INetworkOperators.FusesPoolBackward"/>
    public abstract bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling);

    /// <inheritdoc cref="INetworkOperators.ConvolutionPoolBackwardInput"/>
    public abstract void ConvolutionPoolBackwardInput(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor gradPooled, SimdTensor reluOutput,
        SimdTensor gradInput);

    /// <inheritdoc cref="INetworkOperators.ReluForward"/>
    public abstract void ReluForward(SimdTensor input, SimdTensor output);

    /// <inheritdoc cref="INetworkOperators.ReluBackward"/>
    public abstract void ReluBackward(SimdTensor output, SimdTensor gradOutput, SimdTensor gradInput);

    /// <inheritdoc cref="INetworkOperators.PoolForward"/>
    public abstract void PoolForward(PoolingGeometry geometry, SimdTensor input, SimdTensor output);

    /// <inheritdoc cref="INetworkOperators.PoolBackward"/>
    public abstract void PoolBackward(
        PoolingGeometry geometry, SimdTensor input, SimdTensor gradOutput, SimdTensor gradInput);

    /// <inheritdoc cref="IVectorOperators.UpsampleAccumulate"/>
    public abstract void UpsampleAccumulate(SimdTensor coarse, double scale, SimdTensor fine, bool wraps);

    /// <inheritdoc cref="IVectorOperators.UpsampleTransposed"/>
    public abstract void UpsampleTransposed(SimdTensor fine, SimdTensor coarse, bool wraps);

    /// <inheritdoc cref="INetworkOperators.CopyWindow"/>
    public abstract void CopyWindow(SimdTensor source, SimdTensor destination, WindowGeometry window);

    /// <inheritdoc cref="INetworkOperators.AccumulateWindow"/>
    public abstract void AccumulateWindow(SimdTensor source, SimdTensor destination, WindowGeometry window);

    /// <inheritdoc cref="ILossOperators.GramForward"/>
    public abstract void GramForward(SimdTensor features, double scale, SimdTensor gram, ScaledVector? sums);

    /// <inheritdoc cref="ILossOperators.GramBackwardAccumulate"/>
    public abstract void GramBackwardAccumulate(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures, ScaledVector? gradSums);

    /// <summary>Σ (a − b)².</summary>
    public abstract double SquaredDistance(SimdTensor a, SimdTensor b);

    /// <summary>Returns the value and adds the gradient; <see cref="ILossOperators.SquaredDistanceAccumulate"/>.</summary>
    public abstract double SquaredDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA);

    /// <summary>
    /// Returns the value and adds the gradient; <see cref="ILossOperators.TotalVariationAccumulate"/>.
    /// </summary>
    public abstract double TotalVariationAccumulate(
        SimdTensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        SimdTensor gradImage);

    /// <summary>
    /// Returns the value and adds the gradient; <see cref="ILossOperators.DiagonalVariationAccumulate"/>.
    /// </summary>
    public abstract double DiagonalVariationAccumulate(SimdTensor image, double weight, SimdTensor gradImage);

    /// <inheritdoc cref="ILossOperators.ChannelSums"/>
    public abstract void ChannelSums(SimdTensor features, double scale, SimdTensor sums);

    /// <inheritdoc cref="ILossOperators.ChannelAccumulate"/>
    public abstract void ChannelAccumulate(SimdTensor vector, double scale, SimdTensor destination);

    /// <inheritdoc cref="ILossOperators.MaskMultiply"/>
    public abstract void MaskMultiply(SimdTensor input, SimdTensor mask, SimdTensor output);

    /// <inheritdoc cref="ILossOperators.MaskMultiplyAccumulate"/>
    public abstract void MaskMultiplyAccumulate(
        SimdTensor input, SimdTensor mask, double scale, SimdTensor destination);

    /// <inheritdoc cref="ILossOperators.MatrixProduct"/>
    public abstract void MatrixProduct(SimdTensor a, SimdTensor b, double scale, SimdTensor output);

    /// <inheritdoc cref="ILossOperators.NormalizePositions"/>
    public abstract void NormalizePositions(SimdTensor input, SimdTensor output);

    /// <inheritdoc cref="ILossOperators.NearestPositions"/>
    public abstract void NearestPositions(SimdTensor features, SimdTensor candidates, SimdTensor nearest);

    /// <summary>
    /// Returns the value and adds the gradient; <see cref="ILossOperators.CosineDistanceAccumulate"/>.
    /// </summary>
    public abstract double CosineDistanceAccumulate(
        SimdTensor features, SimdTensor candidates, SimdTensor nearest, double scale, SimdTensor gradFeatures);

    /// <inheritdoc cref="ILossOperators.MatchRanks"/>
    public abstract void MatchRanks(SimdTensor input, SimdTensor sorted, SimdTensor output);

    /// <inheritdoc cref="ILossOperators.GatherPositions"/>
    public abstract void GatherPositions(SimdTensor input, SimdTensor positions, SimdTensor output);

    /// <inheritdoc cref="ILossOperators.ScatterPositionsAccumulate"/>
    public abstract void ScatterPositionsAccumulate(SimdTensor input, SimdTensor positions, SimdTensor destination);

    /// <inheritdoc cref="ILossOperators.TransposePositions"/>
    public abstract void TransposePositions(SimdTensor input, SimdTensor output);

    /// <summary>Returns the value and adds the gradient; <see cref="ILossOperators.AbsoluteDistanceAccumulate"/>.</summary>
    public abstract double AbsoluteDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA);

    /// <summary>Returns the value and sets the gradient; <see cref="ILossOperators.SelfSimilarityDistance"/>.</summary>
    public abstract double SelfSimilarityDistance(SimdTensor cosines, SimdTensor target, double scale, SimdTensor gradCosines);

    /// <inheritdoc cref="IVectorOperators.Dots(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, Span{double})"/>
    public abstract void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results);

    /// <inheritdoc cref="IVectorOperators.SumAbsolute"/>
    public abstract double SumAbsolute(SimdTensor x);

    /// <inheritdoc cref="IVectorOperators.LinearCombination(ReadOnlySpan{double}, ReadOnlySpan{Tensor}, Tensor)"/>
    public abstract void LinearCombination(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, SimdTensor output);

    /// <inheritdoc cref="IVectorOperators.Clamp"/>
    public abstract void Clamp(SimdTensor x, float lower, float upper);

    /// <inheritdoc cref="IVectorOperators.AdamStep"/>
    public abstract void AdamStep(
        SimdTensor x, SimdTensor gradient, SimdTensor firstMoment, SimdTensor secondMoment,
        AdamParameters parameters);
}
