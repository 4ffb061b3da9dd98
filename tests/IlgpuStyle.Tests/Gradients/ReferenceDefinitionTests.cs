using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>The reference's forward operators against numbers worked out by hand (the gradient tests say nothing about those).</summary>
[Trait("Category", "Gradients")]
public sealed class ReferenceDefinitionTests
{
    private readonly ReferenceBackend _backend = new();

    [Theory]
    [InlineData(PaddingMode.Zero, 3, new[] { -1, -1, 0, 1, 2, -1, -1 })]
    [InlineData(PaddingMode.Replicate, 3, new[] { 0, 0, 0, 1, 2, 2, 2 })]
    [InlineData(PaddingMode.Circular, 3, new[] { 1, 2, 0, 1, 2, 0, 1 })]
    [InlineData(PaddingMode.Circular, 1, new[] { 0, 0, 0, 0, 0 })]
    [InlineData(PaddingMode.Reflect, 3, new[] { 2, 1, 0, 1, 2, 1, 0 })]
    [InlineData(PaddingMode.Reflect, 2, new[] { 0, 1, 0, 1, 0, 1 })]
    [InlineData(PaddingMode.Reflect, 1, new[] { 0, 0, 0, 0, 0 })]
    public void PaddedIndex_TwoPixelsBeyondEachBorder_ReadsWhatTheModeSays(PaddingMode mode, int extent, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(-2, extent + 4).Select(i => ReferenceConvolution.PaddedIndex(mode, i, extent)));

    [Theory]
    [InlineData(PaddingMode.Zero, new float[] { 12, 21, 16, 27, 45, 33, 24, 39, 28 })]
    [InlineData(PaddingMode.Replicate, new float[] { 21, 27, 33, 39, 45, 51, 57, 63, 69 })]
    [InlineData(PaddingMode.Reflect, new float[] { 33, 36, 39, 42, 45, 48, 51, 54, 57 })]
    public void ConvolutionForward_BoxFilterOnOneToNine_GivesNeighbourhoodSums(PaddingMode mode, float[] expected)
    {
        float[] ones = [.. Enumerable.Repeat(1f, 9)];
        Assert.Equal(expected, Convolve(new ConvolutionGeometry(1, 1, PaddingMode: mode), ones, 0, relu: false));
    }

    [Fact]
    public void ConvolutionForward_OneTap_IsCorrelationWithoutFlip()
    {
        // The tap at (kh, kw) = (0, 1) reads the pixel above; the bias and ReLU come after.
        float[] above = [0, 1, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2, 3], Convolve(new ConvolutionGeometry(1, 1), above, -3, relu: true));
    }

    [Fact]
    public void PoolForward_CeilMode_UsesOnlyPixelsInside()
    {
        Assert.Equal([3, 4.5f, 7.5f, 9], Pool(new PoolingGeometry(PoolingKind.Average, CeilMode: true)));
        Assert.Equal([5, 6, 8, 9], Pool(new PoolingGeometry(PoolingKind.Max, CeilMode: true)));
        Assert.Equal([3], Pool(new PoolingGeometry(PoolingKind.Average)));
    }

    [Fact]
    public void GramForward_TwoChannels_IsScaledProduct()
    {
        Tensor features = Filled(new TensorShape(2, 1, 3), [1, 2, 3, 4, 5, 6]);
        Tensor gram = _backend.Allocate("gram", TensorShape.Matrix(2));
        _backend.GramForward(features, 0.5, gram);
        Assert.Equal([7, 16, 16, 38.5f], Download(gram));
    }

    [Theory]
    [InlineData(TotalVariationKind.Squared, 2 * (9 + 1) + 3 * (1 + 9))]
    [InlineData(TotalVariationKind.Absolute, 2 * (3 + 1) + 3 * (1 + 3))]
    public void TotalVariationAccumulate_TwoByTwo_WeighsBothDirections(TotalVariationKind kind, double expected)
    {
        // Rows (1, 2) and (4, 1): vertical differences 3 and −1, horizontal ones 1 and −3.
        Tensor image = Filled(new TensorShape(1, 2, 2), [1, 2, 4, 1]);
        using ScalarBuffer results = _backend.AllocateScalars(1);
        double[] value = new double[1];
        _backend.TotalVariationAccumulate(image, kind, 2, 3, results, 0, _backend.Allocate("gradImage", image.Shape));
        _backend.Download(results, value);
        Assert.Equal(expected, value[0]);
    }

    [Fact]
    public void TotalVariationAccumulate_OfColors_CountsNoGrey()
    {
        // Two pixels that differ by (3, 0, 0) = (1, 1, 1) + (2, −1, −1).
        Tensor image = Filled(new TensorShape(3, 1, 2), [1, 4, 5, 5, 7, 7]), gradImage = _backend.Allocate("gradImage", image.Shape);
        using ScalarBuffer results = _backend.AllocateScalars(1);
        double[] value = new double[1];
        _backend.TotalVariationAccumulate(image, TotalVariationKind.SquaredColor, 1, 0.5, results, 0, gradImage);
        _backend.Download(results, value);
        Assert.Equal(0.5 * (4 + 1 + 1), value[0], 1e-12);
        Assert.Equal([-2, 2, 1, -1, 1, -1], Download(gradImage).Select(g => (float)Math.Round(g, 5)));
    }

    [Fact]
    public void AdamStep_FirstStep_MovesByTheLearningRateAgainstTheSign()
    {
        // Bias correction makes the first step lr·g/(|g| + ε) (Kingma & Ba 2015, section 2.1).
        TensorShape shape = TensorShape.Vector(2);
        Tensor x = Filled(shape, [1, 1]), gradient = Filled(shape, [4, -0.25f]);
        Tensor firstMoment = Filled(shape, [0, 0]), secondMoment = Filled(shape, [0, 0]);
        _backend.AdamStep(
            x, gradient, firstMoment, secondMoment, new AdamParameters(0.5f / (1 - 0.75f), 0.75f, 0.5f, 1 / (1 - 0.5f), 0));
        Assert.Equal([0.5f, 1.5f], Download(x));
        Assert.Equal([1, -0.0625f], Download(firstMoment));
        Assert.Equal([8, 0.03125f], Download(secondMoment));
    }

    private float[] Convolve(ConvolutionGeometry geometry, float[] weights, float bias, bool relu)
    {
        using PreparedConvolution layer = _backend.PrepareConvolution(geometry, weights, [bias]);
        Tensor output = _backend.Allocate("output", new TensorShape(1, 3, 3));
        _backend.ConvolutionForward(layer, OneToNine(), output, relu);
        return Download(output);
    }

    private float[] Pool(PoolingGeometry geometry)
    {
        Tensor input = OneToNine(), output = _backend.Allocate("output", geometry.OutputShape(input.Shape));
        _backend.PoolForward(geometry, input, output);
        return Download(output);
    }

    private Tensor OneToNine() => Filled(new TensorShape(1, 3, 3), [1, 2, 3, 4, 5, 6, 7, 8, 9]);

    private Tensor Filled(TensorShape shape, float[] values)
    {
        Tensor tensor = _backend.Allocate("values", shape);
        _backend.Upload(values, tensor);
        return tensor;
    }

    private float[] Download(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        _backend.Download(tensor, values);
        return values;
    }
}
