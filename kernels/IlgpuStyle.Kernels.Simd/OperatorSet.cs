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

    /// <inheritdoc cref="IBackend.WeightsBytes"/>
    public abstract long WeightsBytes(ConvolutionGeometry geometry);

    /// <inheritdoc cref="IBackend.WorkspaceBytes"/>
    public abstract long WorkspaceBytes(WorkspaceDemand demand);

    /// <inheritdoc cref="IBackend.Fill"/>
    public abstract void Fill(SimdTensor destination, float value);

    /// <inheritdoc cref="IBackend.PrepareConvolution"/>
    public abstract SimdConvolution PrepareConvolution(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias);

    /// <inheritdoc cref="IBackend.ConvolutionForward"/>
    public abstract void ConvolutionForward(
        SimdConvolution convolution, SimdTensor input, SimdTensor output, bool relu);

    /// <inheritdoc cref="IBackend.ConvolutionBackwardInput"/>
    public abstract void ConvolutionBackwardInput(
        SimdConvolution convolution, SimdTensor gradOutput, SimdTensor? reluOutput, SimdTensor gradInput);

    /// <inheritdoc cref="IBackend.ConvolutionPoolForward"/>
    public abstract void ConvolutionPoolForward(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor input, SimdTensor output,
        SimdTensor pooled);

    /// <inheritdoc cref="IBackend.FusesPoolBackward"/>
    public abstract bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling);

    /// <inheritdoc cref="IBackend.ConvolutionPoolBackwardInput"/>
    public abstract void ConvolutionPoolBackwardInput(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor gradPooled, SimdTensor reluOutput,
        SimdTensor gradInput);

    /// <inheritdoc cref="IBackend.ReluForward"/>
    public abstract void ReluForward(SimdTensor input, SimdTensor output);

    /// <inheritdoc cref="IBackend.ReluBackward"/>
    public abstract void ReluBackward(SimdTensor output, SimdTensor gradOutput, SimdTensor gradInput);

    /// <inheritdoc cref="IBackend.PoolForward"/>
    public abstract void PoolForward(PoolingGeometry geometry, SimdTensor input, SimdTensor output);

    /// <inheritdoc cref="IBackend.PoolBackward"/>
    public abstract void PoolBackward(
        PoolingGeometry geometry, SimdTensor input, SimdTensor gradOutput, SimdTensor gradInput);

    /// <inheritdoc cref="IBackend.UpsampleAccumulate"/>
    public abstract void UpsampleAccumulate(SimdTensor coarse, double scale, SimdTensor fine, bool wraps);

    /// <inheritdoc cref="IBackend.UpsampleTransposed"/>
    public abstract void UpsampleTransposed(SimdTensor fine, SimdTensor coarse, bool wraps);

    /// <inheritdoc cref="IBackend.CopyWindow"/>
    public abstract void CopyWindow(SimdTensor source, SimdTensor destination, WindowGeometry window);

    /// <inheritdoc cref="IBackend.AccumulateWindow"/>
    public abstract void AccumulateWindow(SimdTensor source, SimdTensor destination, WindowGeometry window);

    /// <inheritdoc cref="IBackend.GramForward"/>
    public abstract void GramForward(SimdTensor features, double scale, SimdTensor gram);

    /// <inheritdoc cref="IBackend.GramBackwardAccumulate"/>
    public abstract void GramBackwardAccumulate(
        SimdTensor matrix, SimdTensor features, double scale, SimdTensor gradFeatures);

    /// <summary>Σ (a − b)².</summary>
    public abstract double SquaredDistance(SimdTensor a, SimdTensor b);

    /// <inheritdoc cref="IBackend.DifferenceAccumulate"/>
    public abstract void DifferenceAccumulate(
        SimdTensor a, SimdTensor b, double scale, SimdTensor destination);

    /// <summary>
    /// Returns the value and adds the gradient; <see cref="IBackend.TotalVariationAccumulate"/>.
    /// </summary>
    public abstract double TotalVariationAccumulate(
        SimdTensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        SimdTensor gradImage);

    /// <summary>
    /// Returns the value and adds the gradient; <see cref="IBackend.DiagonalVariationAccumulate"/>.
    /// </summary>
    public abstract double DiagonalVariationAccumulate(SimdTensor image, double weight, SimdTensor gradImage);

    /// <inheritdoc cref="IBackend.ChannelSums"/>
    public abstract void ChannelSums(SimdTensor features, double scale, SimdTensor sums);

    /// <inheritdoc cref="IBackend.ChannelAccumulate"/>
    public abstract void ChannelAccumulate(SimdTensor vector, double scale, SimdTensor destination);

    /// <inheritdoc cref="IBackend.MaskMultiply"/>
    public abstract void MaskMultiply(SimdTensor input, SimdTensor mask, SimdTensor output);

    /// <inheritdoc cref="IBackend.MaskMultiplyAccumulate"/>
    public abstract void MaskMultiplyAccumulate(
        SimdTensor input, SimdTensor mask, double scale, SimdTensor destination);

    /// <inheritdoc cref="IBackend.MatrixProduct"/>
    public abstract void MatrixProduct(SimdTensor a, SimdTensor b, double scale, SimdTensor output);

    /// <inheritdoc cref="IBackend.Dots(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, Span{double})"/>
    public abstract void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results);

    /// <inheritdoc cref="IBackend.SumAbsolute"/>
    public abstract double SumAbsolute(SimdTensor x);

    /// <inheritdoc cref="IBackend.LinearCombination(ReadOnlySpan{double}, ReadOnlySpan{Tensor}, Tensor)"/>
    public abstract void LinearCombination(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, SimdTensor output);

    /// <inheritdoc cref="IBackend.Clamp"/>
    public abstract void Clamp(SimdTensor x, float lower, float upper);

    /// <inheritdoc cref="IBackend.AdamStep"/>
    public abstract void AdamStep(
        SimdTensor x, SimdTensor gradient, SimdTensor firstMoment, SimdTensor secondMoment,
        AdamParameters parameters);
}
