using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>A backend with one wrong operator, as a device with a faulty driver. Disposes the backend that it hands on to.</summary>
/// <param name="actual">Computes all the rest.</param>
/// <param name="spoilt">The operator's name; "" for none.</param>
internal sealed class SpoiltBackend(IBackend actual, string spoilt) : DelegatingBackend(actual)
{
    /// <summary>The operators that can be spoilt.</summary>
    public static TheoryData<string> Operators => [nameof(ConvolutionForward), nameof(ConvolutionBackwardInput), nameof(GramForward),
        nameof(GramBackwardAccumulate), nameof(SquaredDistance), nameof(TotalVariationAccumulate)];

    public override void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu) =>
        base.ConvolutionForward(convolution, input, output, relu && spoilt != nameof(ConvolutionForward));

    public override void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput) =>
        base.ConvolutionBackwardInput(
            convolution, gradOutput, spoilt == nameof(ConvolutionBackwardInput) ? null : reluOutput, gradInput);

    public override void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null) =>
        base.GramForward(features, Spoil(nameof(GramForward), scale), gram, sums);

    public override void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null) =>
        base.GramBackwardAccumulate(matrix, features, Spoil(nameof(GramBackwardAccumulate), scale), gradFeatures, gradSums);

    public override void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot) =>
        base.SquaredDistance(a, b, Spoil(nameof(SquaredDistance), scale), results, slot);

    public override void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight, ScalarBuffer results, int slot,
        Tensor gradImage) =>
        base.TotalVariationAccumulate(
            image, kind, Spoil(nameof(TotalVariationAccumulate), verticalWeight), horizontalWeight, results, slot, gradImage);

    public override void Dispose() => Actual.Dispose();

    private double Spoil(string name, double value) => spoilt == name ? 0.9 * value : value;
}
