using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void ReluForward_EveryShape_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        Operand output = scene.Output("output", shape);
        scene.Run(b => b.ReluForward(input.On(b), output.On(b)));
        OperatorScene.AssertExact(output);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void ReluForward_InPlace_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand values = scene.Updated("values", shape, RandomData.Normal(shape, seed: 1));
        scene.Run(b => b.ReluForward(values.On(b), values.On(b)));
        OperatorScene.AssertExact(values);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void ReluBackward_EveryShape_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand output = scene.Input("output", shape, RandomData.AwayFromZero(shape, seed: 1));
        Operand gradOutput = scene.Input("gradOutput", shape, RandomData.Normal(shape, seed: 2));
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.ReluBackward(output.On(b), gradOutput.On(b), gradInput.On(b)));
        OperatorScene.AssertExact(gradInput);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void ReluBackward_InPlaceOnTheGradient_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand output = scene.Input("output", shape, RandomData.AwayFromZero(shape, seed: 1));
        Operand gradient = scene.Updated("gradient", shape, RandomData.Normal(shape, seed: 2));
        scene.Run(b => b.ReluBackward(output.On(b), gradient.On(b), gradient.On(b)));
        OperatorScene.AssertExact(gradient);
    }

    [SkippableTheory]
    [InlineData(3, 3, 17, 31)]
    [InlineData(3, 3, 1, 1)]
    [InlineData(3, 4, 3, 5)]
    [InlineData(4, 3, 1, 7)]
    [InlineData(7, 1, 16, 3)]
    public void ChannelAffine_AnySources_MatchesReference(int inputChannels, int outputChannels, int height, int width)
    {
        TensorShape shape = new(inputChannels, height, width), outputShape = new(outputChannels, height, width);
        int[] source = [.. Enumerable.Range(0, outputChannels).Select(c => (inputChannels + 1 - c) % inputChannels)];
        float[] scale = RandomData.Normal(outputChannels, seed: 1), offset = RandomData.Normal(outputChannels, seed: 2);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 3));
        Operand output = scene.Output("output", outputShape);
        scene.Run(b => b.ChannelAffine(input.On(b), source, scale, offset, output.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [InlineData(3, 5, 1, 2, 2, 3, 5)]
    [InlineData(7, 3, 4, 0, 3, 17, 31)]
    [InlineData(1, 64, 0, 63, 1, 1, 7)]
    [InlineData(17, 33, 0, 15, 17, 4, 5)]
    [InlineData(64, 65, 3, 1, 61, 1, 1)]
    [InlineData(5, 5, 0, 0, 5, 6, 6)]
    public void CopyChannels_AnyRange_IsExactAndLeavesTheRest(
        int sourceChannels, int destinationChannels, int from, int to, int count, int height, int width)
    {
        TensorShape shape = new(sourceChannels, height, width), destinationShape = new(destinationChannels, height, width);
        using OperatorScene scene = NewScene();
        Operand source = scene.Input("source", shape, RandomData.Normal(shape, seed: 1));
        Operand destination = scene.Updated("destination", destinationShape, RandomData.Normal(destinationShape, seed: 2));
        scene.Run(b => b.CopyChannels(source.On(b), from, destination.On(b), to, count));
        OperatorScene.AssertExact(destination);
    }

    [SkippableTheory]
    [InlineData(7, 18, 3, 5)]
    [InlineData(16, 16, 1, 7)]
    [InlineData(1, 2, 17, 31)]
    [InlineData(20, 1, 1, 1)]
    public void CopyChannels_TwoPartsOfAFreshOutput_FillIt(int first, int second, int height, int width)
    {
        TensorShape firstShape = new(first, height, width), secondShape = new(second, height, width);
        using OperatorScene scene = NewScene();
        Operand a = scene.Input("a", firstShape, RandomData.Normal(firstShape, seed: 1));
        Operand b = scene.Input("b", secondShape, RandomData.Normal(secondShape, seed: 2));
        Operand output = scene.Output("output", new TensorShape(first + second, height, width));
        scene.Run(backend =>
        {
            backend.CopyChannels(b.On(backend), 0, output.On(backend), first, second);
            backend.CopyChannels(a.On(backend), 0, output.On(backend), 0, first);
        });
        OperatorScene.AssertExact(output);
    }
}
