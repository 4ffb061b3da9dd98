using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels, height, width: products with more channels than positions and with fewer.</summary>
    public static TheoryData<int, int, int> GramCases()
    {
        TheoryData<int, int, int> cases = [];
        foreach (int channels in new[] { 1, 3, 7, 64 })
        foreach ((int height, int width) in AwkwardShapes)
            cases.Add(channels, height, width);
        foreach (int channels in new[] { 15, 16, 17, 31, 32, 33, 65 })
            cases.Add(channels, 4, 4);
        foreach (int positions in AwkwardLengths.Where(length => length > 1))
            cases.Add(8, 1, positions);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(GramCases))]
    public void GramForward_EveryShape_MatchesReferenceAndIsSymmetric(int channels, int height, int width) =>
        CheckGramForward(new TensorShape(channels, height, width));

    [SkippableTheory]
    [MemberData(nameof(GramCases))]
    public void GramBackwardAccumulate_EveryShape_MatchesReference(int channels, int height, int width) =>
        CheckGramBackward(new TensorShape(channels, height, width));

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void GramForward_WithSums_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand features = scene.Input("features", shape, [.. RandomData.Normal(shape, seed: 1).Select(MathF.Abs)]);
        Operand gram = scene.Output("gram", TensorShape.Matrix(channels)), sums = scene.Output("sums", new(channels, 1, 1));
        scene.Run(b => b.GramForward(features.On(b), 1.0 / shape.Positions, gram.On(b), new(sums.On(b), 0.37)));
        OperatorScene.AssertClose(gram, Tolerances.Gram);
        OperatorScene.AssertClose(sums, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void GramBackwardAccumulate_WithSums_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width), vector = new(channels, 1, 1);
        using OperatorScene scene = NewScene();
        Operand matrix = scene.Input("matrix", TensorShape.Matrix(channels), RandomData.Symmetric(channels, seed: 1));
        Operand features = scene.Input("features", shape, RandomData.Normal(shape, seed: 2));
        Operand gradSums = scene.Input("gradSums", vector, RandomData.Normal(vector, seed: 3));
        Operand gradFeatures = scene.Updated("gradFeatures", shape, RandomData.Normal(shape, seed: 4));
        scene.Run(b => b.GramBackwardAccumulate(matrix.On(b), features.On(b), 0.3, gradFeatures.On(b), new(gradSums.On(b), 0.37)));
        OperatorScene.AssertClose(gradFeatures, Tolerances.Gram);
    }

    private protected void CheckGramForward(TensorShape shape)
    {
        // Features after ReLU: sums without cancellation, as in a network.
        float[] values = [.. RandomData.Normal(shape, seed: 1).Select(value => MathF.Max(0, value))];
        using OperatorScene scene = NewScene();
        Operand features = scene.Input("features", shape, values);
        Operand gram = scene.Output("gram", TensorShape.Matrix(shape.Channels));
        scene.Run(b => b.GramForward(features.On(b), 1.0 / shape.Positions, gram.On(b)));
        OperatorScene.AssertClose(gram, Tolerances.Gram);
        float[] actual = gram.Actual();
        for (int i = 0; i < shape.Channels; i++)
        for (int j = 0; j < i; j++)
            Assert.Equal(actual[i * shape.Channels + j], actual[j * shape.Channels + i]);
    }

    private protected void CheckGramBackward(TensorShape shape)
    {
        float[] symmetric = RandomData.Symmetric(shape.Channels, seed: 1);
        using OperatorScene scene = NewScene();
        Operand matrix = scene.Input("matrix", TensorShape.Matrix(shape.Channels), symmetric);
        Operand features = scene.Input("features", shape, RandomData.Normal(shape, seed: 2));
        Operand gradFeatures = scene.Updated("gradFeatures", shape, RandomData.Normal(shape, seed: 3));
        scene.Run(b => b.GramBackwardAccumulate(matrix.On(b), features.On(b), 0.3, gradFeatures.On(b)));
        OperatorScene.AssertClose(gradFeatures, Tolerances.Gram);
    }
}
