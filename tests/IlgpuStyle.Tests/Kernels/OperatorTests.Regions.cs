using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels around the block of 16 and the limit of planar layouts; areas that no item divides.</summary>
    public static TheoryData<int, int, int> FeatureShapes()
    {
        TheoryData<int, int, int> shapes = [];
        foreach (int channels in new[] { 1, 3, 4, 5, 16, 17, 40 })
        {
            shapes.Add(channels, 1, 1);
            shapes.Add(channels, 3, 5);
        }

        shapes.Add(3, 17, 31);
        shapes.Add(7, 65, 67);
        return shapes;
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void MaskMultiply_EveryShape_MatchesReferenceAlsoInPlace(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        Operand mask = scene.Input("mask", shape with { Channels = 1 }, RandomData.Normal(shape with { Channels = 1 }, seed: 2));
        Operand output = scene.Output("output", shape);
        Operand inPlace = scene.Updated("in place", shape, RandomData.Normal(shape, seed: 3));
        Operand maskOfEach = scene.Input("mask of each channel", shape, RandomData.Normal(shape, seed: 4));
        Operand product = scene.Output("product", shape), square = scene.Output("square", shape);
        scene.Run(b =>
        {
            b.MaskMultiply(input.On(b), maskOfEach.On(b), product.On(b));
            b.MaskMultiply(input.On(b), input.On(b), square.On(b));
            b.MaskMultiply(input.On(b), mask.On(b), output.On(b));
            b.MaskMultiply(inPlace.On(b), mask.On(b), inPlace.On(b));
        });
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
        OperatorScene.AssertClose(inPlace, Tolerances.Elementwise);
        OperatorScene.AssertClose(product, Tolerances.Elementwise);
        OperatorScene.AssertClose(square, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void MaskMultiplyAccumulate_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        Operand mask = scene.Input("mask", shape with { Channels = 1 }, RandomData.Normal(shape with { Channels = 1 }, seed: 2));
        Operand destination = scene.Updated("destination", shape, RandomData.Normal(shape, seed: 3));
        Operand maskOfEach = scene.Input("mask of each channel", shape, RandomData.Normal(shape, seed: 4));
        scene.Run(b =>
        {
            b.MaskMultiplyAccumulate(input.On(b), mask.On(b), 0.37, destination.On(b));
            b.MaskMultiplyAccumulate(input.On(b), maskOfEach.On(b), -0.6, destination.On(b));
        });
        OperatorScene.AssertClose(destination, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void ChannelSums_EveryShape_MatchesReference(int channels, int height, int width)
    {
        // Values of one sign: their sum keeps its digits.
        TensorShape shape = new(channels, height, width);
        float[] values = [.. RandomData.Normal(shape, seed: 1).Select(MathF.Abs)];
        using OperatorScene scene = NewScene();
        Operand features = scene.Input("features", shape, values);
        Operand sums = scene.Output("sums", new TensorShape(channels, 1, 1));
        scene.Run(b => b.ChannelSums(features.On(b), 0.37, sums.On(b)));
        OperatorScene.AssertClose(sums, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void ChannelAccumulate_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width), vectorShape = new(channels, 1, 1);
        using OperatorScene scene = NewScene();
        Operand vector = scene.Input("vector", vectorShape, RandomData.Normal(vectorShape, seed: 1));
        Operand destination = scene.Updated("destination", shape, RandomData.Normal(shape, seed: 2));
        scene.Run(b => b.ChannelAccumulate(vector.On(b), 0.37, destination.On(b)));
        OperatorScene.AssertClose(destination, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(70)]
    public void MatrixProduct_EverySize_MatchesReference(int size)
    {
        TensorShape shape = TensorShape.Matrix(size);
        using OperatorScene scene = NewScene();
        Operand a = scene.Input("a", shape, RandomData.Normal(shape, seed: 1));
        Operand b = scene.Input("b", shape, RandomData.Normal(shape, seed: 2));
        Operand output = scene.Output("output", shape);
        scene.Run(backend => backend.MatrixProduct(a.On(backend), b.On(backend), 0.37, output.On(backend)));
        OperatorScene.AssertClose(output, Tolerances.Gram);
    }

    [SkippableTheory]
    [InlineData(3, 1, 1)]
    [InlineData(3, 1, 7)]
    [InlineData(1, 5, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 17, 31)]
    public void DiagonalVariationAccumulate_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand image = scene.Input("image", shape, RandomData.Normal(shape, seed: 1));
        Operand gradImage = scene.Updated("gradImage", shape, RandomData.Normal(shape, seed: 2));
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(b => b.DiagonalVariationAccumulate(image.On(b), 0.6, results.On(b), 1, gradImage.On(b)));
        OperatorScene.AssertClose(gradImage, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    [SkippableFact]
    public void PoolBackward_L2OfZeros_HasGradientZero()
    {
        PoolingGeometry geometry = new(PoolingKind.L2);
        foreach (int channels in new[] { 2, 20 })
        {
            TensorShape shape = new(channels, 4, 6), outputShape = geometry.OutputShape(shape);
            using Tensor input = Backend.Allocate("input", shape), gradInput = Backend.Allocate("gradInput", shape);
            using Tensor gradOutput = Upload("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 1));
            Backend.PoolBackward(geometry, input, gradOutput, gradInput);
            Assert.All(Download(gradInput), value => Assert.Equal(0, value));
        }
    }
}
