using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Backends;

/// <summary>
/// Output sizes for inputs of 1 to 12 pixels. The tables are PyTorch's answers (max_pool2d, avg_pool2d, conv2d); 0 where it refuses.
/// </summary>
public sealed class GeometryTests
{
    [Theory]
    [InlineData(2, 2, new[] { 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6 })]
    [InlineData(3, 2, new[] { 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 })]
    [InlineData(3, 3, new[] { 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4 })]
    [InlineData(2, 1, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(2, 3, new[] { 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4 })]
    [InlineData(4, 3, new[] { 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3 })]
    public void PoolingOutputShape_FloorMode_IsPyTorchs(int window, int stride, int[] expected) =>
        AssertExtents(expected, shape => new PoolingGeometry(PoolingKind.Max, window, stride).OutputShape(shape));

    [Theory]
    [InlineData(2, 2, new[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6 })]
    [InlineData(3, 3, new[] { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4 })]
    [InlineData(2, 3, new[] { 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4 })]
    public void PoolingOutputShape_CeilMode_IsPyTorchs(int window, int stride, int[] expected) =>
        AssertExtents(expected, shape => new PoolingGeometry(PoolingKind.Average, window, stride, CeilMode: true).OutputShape(shape));

    [Theory]
    [InlineData(3, 2, new[] { 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6 })]
    [InlineData(2, 1, new[] { 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(4, 3, new[] { 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4 })]
    public void PoolingOutputShape_CeilModeOnePixel_KeepsTheOnePartialWindow(int window, int stride, int[] expected) =>
        // PyTorch's table but for the first entry: it refuses a single pixel here and gives one window for 2×2 with stride 2.
        AssertExtents(expected, shape => new PoolingGeometry(PoolingKind.Average, window, stride, CeilMode: true).OutputShape(shape));

    [Theory]
    [InlineData(3, 1, 1, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(3, 2, 1, new[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6 })]
    [InlineData(5, 2, 2, new[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6 })]
    [InlineData(2, 2, 1, new[] { 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7 })]
    [InlineData(7, 3, 0, new[] { 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2 })]
    [InlineData(1, 1, 0, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(4, 3, 3, new[] { 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5 })]
    public void ConvolutionOutputShape_EverySize_IsPyTorchs(int kernelSize, int stride, int padding, int[] expected) =>
        AssertExtents(expected, shape => new ConvolutionGeometry(3, 3, kernelSize, stride, padding).OutputShape(shape));

    [Fact]
    public void ConvolutionOutputShape_OtherChannels_Throws() =>
        Assert.Throws<ArgumentException>(() => new ConvolutionGeometry(3, 8).OutputShape(new TensorShape(4, 5, 5)));

    [Fact]
    public void OutputShape_EmptyInput_Throws()
    {
        Assert.Throws<ArgumentException>(() => new ConvolutionGeometry(3, 8).OutputShape(new TensorShape(3, 0, 5)));
        Assert.Throws<ArgumentException>(() => new PoolingGeometry(PoolingKind.Max, CeilMode: true).OutputShape(new TensorShape(3, 5, 0)));
    }

    [Fact]
    public void FloatingPointOperations_Vgg19FirstLayer_CountsMultiplicationsAndAdditions() =>
        Assert.Equal(2.0 * 64 * 3 * 9 * 224 * 224, new ConvolutionGeometry(3, 64).FloatingPointOperations(new TensorShape(3, 224, 224)));

    /// <summary>Checks height and width in turn, with the other side comfortably large.</summary>
    private static void AssertExtents(int[] expected, Func<TensorShape, TensorShape> outputShape)
    {
        const int Other = 12;
        for (int size = 1; size <= expected.Length; size++)
        {
            TensorShape tall = new(3, size, Other), wide = new(3, Other, size);
            if (expected[size - 1] == 0)
            {
                Assert.Throws<ArgumentException>(() => outputShape(tall));
                Assert.Throws<ArgumentException>(() => outputShape(wide));
                continue;
            }

            Assert.Equal(new TensorShape(3, expected[size - 1], expected[Other - 1]), outputShape(tall));
            Assert.Equal(new TensorShape(3, expected[Other - 1], expected[size - 1]), outputShape(wide));
        }
    }
}
