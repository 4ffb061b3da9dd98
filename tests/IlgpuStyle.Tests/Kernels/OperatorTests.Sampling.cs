using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels, height, width and chosen positions: planar and blocked, one, more than there are.</summary>
    public static TheoryData<int, int, int, int> Samplings() => new()
    {
        { 1, 1, 1, 1 }, { 3, 5, 7, 4 }, { 4, 3, 5, 40 }, { 5, 3, 5, 16 }, { 16, 4, 8, 5 }, { 33, 5, 7, 70 }, { 48, 17, 16, 64 },
    };

    [SkippableTheory]
    [MemberData(nameof(Samplings))]
    public void GatherPositions_AndItsAdjoint_MatchReference(int channels, int height, int width, int count)
    {
        TensorShape shape = new(channels, height, width), plane = new(1, 1, count), chosen = plane with { Channels = channels };
        float[] numbers = [.. Enumerable.Range(0, count).Select(n => (float)(n * 11 % shape.Positions / 2))];
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        Operand positions = scene.Input("positions", plane, numbers);
        Operand output = scene.Output("output", chosen);
        Operand gradient = scene.Input("gradient", chosen, RandomData.Normal(chosen, seed: 2));
        Operand destination = scene.Updated("destination", shape, RandomData.Normal(shape, seed: 3));
        scene.Run(b =>
        {
            b.GatherPositions(input.On(b), positions.On(b), output.On(b));
            b.ScatterPositionsAccumulate(gradient.On(b), positions.On(b), destination.On(b));
        });
        OperatorScene.AssertExact(output);
        OperatorScene.AssertClose(destination, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(Samplings))]
    public void TransposePositions_EveryShape_IsTheReferences(int channels, int height, int width, int count)
    {
        TensorShape shape = new(channels, height, width), row = new(channels, 1, count);
        using OperatorScene scene = NewScene();
        Operand map = scene.Input("map", shape, RandomData.Normal(shape, seed: 1));
        Operand samples = scene.Input("samples", row, RandomData.Normal(row, seed: 2));
        Operand ofMap = scene.Output("transposed map", new TensorShape(shape.Positions, 1, channels));
        Operand ofSamples = scene.Output("transposed samples", new TensorShape(count, 1, channels));
        scene.Run(b =>
        {
            b.TransposePositions(map.On(b), ofMap.On(b));
            b.TransposePositions(samples.On(b), ofSamples.On(b));
        });
        OperatorScene.AssertExact(ofMap);
        OperatorScene.AssertExact(ofSamples);
    }

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void AbsoluteDistanceAccumulate_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        float[] values = RandomData.Normal(shape, seed: 1);
        Operand a = scene.Input("a", shape, values);
        // Equal here and there, where the sign is 0.
        Operand b = scene.Input("b", shape, [.. RandomData.Normal(shape, seed: 2).Select((value, i) => i % 3 == 1 ? values[i] : value)]);
        Operand gradient = scene.Updated("gradient", shape, RandomData.Normal(shape, seed: 3));
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(backend => backend.AbsoluteDistanceAccumulate(
            a.On(backend), b.On(backend), 0.37, results.On(backend), 1, gradient.On(backend)));
        OperatorScene.AssertClose(gradient, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(131)]
    public void SelfSimilarityDistance_EverySize_MatchesReference(int n)
    {
        TensorShape matrix = TensorShape.Matrix(n);
        using OperatorScene scene = NewScene();
        Operand cosines = scene.Input("cosines", matrix, Cosines(n, seed: 1));
        Operand target = scene.Input("target", matrix, Cosines(n, seed: 2));
        Operand gradient = scene.Output("gradient", matrix);
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(b => b.SelfSimilarityDistance(cosines.On(b), target.On(b), 0.37, results.On(b), 1, gradient.On(b)));
        OperatorScene.AssertClose(gradient, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    [SkippableFact]
    public void SelfSimilarityDistance_OfAFlatTarget_IsTheSumOfAllShares()
    {
        // Cosines of 1 have no distances to share; what is compared with nothing adds up to 1 in every column, whatever it is.
        const int n = 20;
        TensorShape matrix = TensorShape.Matrix(n);
        using Tensor cosines = Upload("cosines", matrix, Cosines(n, seed: 1));
        using Tensor target = Upload("target", matrix, [.. Enumerable.Repeat(1f, n * n)]), gradient = Backend.Allocate("gradient", matrix);
        using ScalarBuffer results = Backend.AllocateScalars(1);
        Backend.SelfSimilarityDistance(cosines, target, 0.5, results, 0, gradient);
        double[] value = new double[1];
        Backend.Download(results, value);
        Assert.Equal(0.5 * n, value[0], 1e-5);
        Assert.All(Download(gradient), derivative => Assert.Equal(0, derivative, 1e-6));
    }

    /// <summary>Between n random vectors of length 1.</summary>
    private static float[] Cosines(int n, int seed)
    {
        TensorShape shape = new(5, 1, n);
        float[] vectors = Unit(shape, RandomData.Normal(shape, seed));
        return [.. Enumerable.Range(0, n * n).Select(k => (float)Enumerable.Range(0, 5).Sum(
            c => (double)vectors[c * n + k / n] * vectors[c * n + k % n]))];
    }
}
