using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the SIMD backend with as many threads as the machine has. Missing is a failure.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdOperatorTests(SimdOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<SimdOperatorTests.Fixture>
{
    /// <summary>
    /// Many channels take Winograd's other way: phases, and transposed weights in the backward pass; with an odd number of
    /// blocks of 16, more tiles than one batch holds, and channels that do not fill their block.
    /// </summary>
    [Theory]
    [InlineData(272, 280, 9, 14, PaddingMode.Zero)]
    [InlineData(176, 208, 37, 33, PaddingMode.Zero)]
    [InlineData(520, 24, 6, 7, PaddingMode.Reflect)]
    [InlineData(24, 520, 50, 47, PaddingMode.Zero)]
    [InlineData(5, 530, 4, 4, PaddingMode.Replicate)]
    public void Convolution_WideLayers_MatchReference(int ic, int oc, int height, int width, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, PaddingMode: mode);
        CheckConvolutionForward(geometry, new TensorShape(ic, height, width), relu: true);
        CheckConvolutionBackward(geometry, new TensorShape(ic, height, width), relu: true);
    }

    /// <summary>Pooling is fused into Winograd's transforms in both ways of batching, for the layers of VGG.</summary>
    [Theory]
    [InlineData(64, 64, 49, 71, PoolingKind.Average)]
    [InlineData(64, 64, 50, 66, PoolingKind.Max)]
    [InlineData(128, 128, 21, 22, PoolingKind.Average)]
    [InlineData(256, 272, 12, 13, PoolingKind.Max)]
    [InlineData(272, 280, 11, 8, PoolingKind.Average)]
    public void ConvolutionPool_LayersOfVgg_AreFusedAndMatchTwoCallsBitForBit(
        int ic, int oc, int height, int width, PoolingKind kind)
    {
        ConvolutionGeometry geometry = new(ic, oc);
        foreach (bool ceilMode in new[] { false, true })
        {
            PoolingGeometry pooling = new(kind, CeilMode: ceilMode);
            Assert.True(Backend.FusesPoolBackward(geometry, pooling));
            CheckConvolutionPoolForward(geometry, pooling, height, width);
            CheckConvolutionPoolBackward(geometry, pooling, height, width);
            AssertSameBitsAsTwoCalls(geometry, pooling, height, width);
        }
    }

    [Fact]
    public void FusesPoolBackward_OtherGeometries_SaysNo()
    {
        PoolingGeometry pooling = new(PoolingKind.Average);
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(3, 64), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, KernelSize: 1, Padding: 0), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, Stride: 2), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Window = 3 }));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Stride = 1 }));
    }

    private void AssertSameBitsAsTwoCalls(ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        using PreparedConvolution layer = Backend.PrepareConvolution(
            geometry, RandomData.Weights(geometry.WeightsLength, 9 * shape.Channels, seed: 1),
            RandomData.Normal(outputShape.Channels, seed: 2));
        using Tensor input = Upload("input", shape, RandomData.Normal(shape, seed: 3));
        using Tensor output = Backend.Allocate("output", outputShape);
        using Tensor pooled = Backend.Allocate("pooled", pooling.OutputShape(outputShape));
        using Tensor gradient = Backend.Allocate("gradient", outputShape);
        Backend.ConvolutionForward(layer, input, output, relu: true);
        Backend.PoolForward(pooling, output, pooled);
        float[] expectedOutput = Download(output), expected = Download(pooled);
        Backend.ConvolutionPoolForward(layer, pooling, input, output, pooled);
        ErrorMeasure.AssertSameBits("output", expectedOutput, Download(output));
        ErrorMeasure.AssertSameBits("pooled", expected, Download(pooled));

        Backend.PoolBackward(pooling, output, pooled, gradient);
        Backend.ConvolutionBackwardInput(layer, gradient, output, input);
        expected = Download(input);
        Backend.ConvolutionPoolBackwardInput(layer, pooling, pooled, output, input);
        ErrorMeasure.AssertSameBits("gradInput", expected, Download(input));
    }

    public sealed class Fixture() : BackendFixture(BackendCatalogue.Simd);
}
