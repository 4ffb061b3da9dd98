using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels, height and width of the features, and candidates: one, around a panel of two vectors, more than a batch of
    /// panels; of few channels more positions than an item has.</summary>
    public static TheoryData<int, int, int, int> Matchings() => new()
    {
        { 1, 3, 5, 7 }, { 4, 9, 15, 33 }, { 5, 1, 1, 1 }, { 16, 3, 5, 31 }, { 17, 3, 5, 32 }, { 40, 17, 31, 70 }, { 500, 2, 3, 1100 },
    };

    [SkippableTheory]
    [MemberData(nameof(FeatureShapes))]
    public void NormalizePositions_EveryShape_MatchesReferenceAlsoInPlace(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, WithZeros(shape, seed: 1));
        Operand output = scene.Output("output", shape);
        Operand inPlace = scene.Updated("in place", shape, WithZeros(shape, seed: 2));
        scene.Run(b =>
        {
            b.NormalizePositions(input.On(b), output.On(b));
            b.NormalizePositions(inPlace.On(b), inPlace.On(b));
        });
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
        OperatorScene.AssertClose(inPlace, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(Matchings))]
    public void NearestPositions_RandomVectors_AreTheReferences(int channels, int height, int width, int count)
    {
        // Random products differ by far more than rounding.
        TensorShape shape = new(channels, height, width), candidateShape = new(channels, 1, count);
        using OperatorScene scene = NewScene();
        Operand features = scene.Input("features", shape, RandomData.Normal(shape, seed: 1));
        Operand candidates = scene.Input("candidates", candidateShape, RandomData.Normal(candidateShape, seed: 2));
        Operand nearest = scene.Output("nearest", shape with { Channels = 1 });
        scene.Run(b => b.NearestPositions(features.On(b), candidates.On(b), nearest.On(b)));
        OperatorScene.AssertExact(nearest);
    }

    [SkippableTheory]
    [InlineData(3, 70)]
    [InlineData(20, 70)]
    [InlineData(500, 1100)]
    public void NearestPositions_EqualCandidates_TakeTheFirst(int channels, int count)
    {
        TensorShape shape = new(channels, 1, 2), candidateShape = new(channels, 1, count);
        int[] best = [count - 1, 5, 37, count - 33];
        float[] candidates = new float[channels * count];
        foreach (int j in best)
        {
            for (int c = 0; c < channels; c++)
                candidates[c * count + j] = 1;
        }

        // All products of the second position are negative or zero: the zeros win, which no padding may.
        float[] features = [.. Enumerable.Range(0, 2 * channels).Select(i => i % 2 == 0 ? 0.5f : -0.5f)];
        using Tensor x = Upload("features", shape, features), t = Upload("candidates", candidateShape, candidates);
        using Tensor nearest = Backend.Allocate("nearest", shape with { Channels = 1 });
        Backend.NearestPositions(x, t, nearest);
        Assert.Equal(new[] { 5f, 0f }, Download(nearest));
        using Tensor all = Upload("candidates", candidateShape, [.. Enumerable.Repeat(1f, channels * count)]);
        Backend.NearestPositions(x, all, nearest);
        Assert.Equal(new[] { 0f, 0f }, Download(nearest));
    }

    [SkippableTheory]
    [MemberData(nameof(Matchings))]
    public void CosineDistanceAccumulate_EveryShape_MatchesReference(int channels, int height, int width, int count)
    {
        TensorShape shape = new(channels, height, width), candidateShape = new(channels, 1, count), plane = shape with { Channels = 1 };
        using OperatorScene scene = NewScene();
        Operand features = scene.Input("features", shape, WithZeros(shape, seed: 1));
        Operand candidates = scene.Input("candidates", candidateShape, Unit(candidateShape, RandomData.Normal(candidateShape, seed: 2)));
        Operand nearest = scene.Input("nearest", plane, [.. Enumerable.Range(0, plane.Positions).Select(p => (float)(p * 7 % count))]);
        Operand gradient = scene.Updated("gradient", shape, RandomData.Normal(shape, seed: 3));
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(b => b.CosineDistanceAccumulate(
            features.On(b), candidates.On(b), nearest.On(b), 0.37, results.On(b), 1, gradient.On(b)));
        OperatorScene.AssertClose(gradient, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    /// <summary>Channels and positions: one, few, around the segments of 128 that one thread sorts, several of them.</summary>
    public static TheoryData<int, int> Rankings() => new()
    {
        { 1, 1 }, { 3, 7 }, { 5, 127 }, { 16, 128 }, { 17, 129 }, { 2, 1000 }, { 40, 31 },
    };

    [SkippableTheory]
    [MemberData(nameof(Rankings))]
    public void MatchRanks_EveryShape_MatchesReference(int channels, int positions)
    {
        TensorShape shape = new(channels, 1, positions);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        // Any values will do for what stands at the ranks; these tell all of them apart.
        Operand sorted = scene.Input("sorted", shape, [.. Enumerable.Range(0, (int)shape.Length).Select(i => i + 0.5f)]);
        Operand output = scene.Output("output", shape);
        scene.Run(b => b.MatchRanks(input.On(b), sorted.On(b), output.On(b)));
        OperatorScene.AssertExact(output);
    }

    [SkippableTheory]
    [InlineData(3, 300)]
    [InlineData(20, 300)]
    public void MatchRanks_EqualValues_StandInTheOrderOfTheirPositions(int channels, int positions)
    {
        // Zeros of both signs, and what is next to them; large and small numbers.
        float[] values = [0f, -0f, float.Epsilon, -float.Epsilon, 1f, -1f, 1e15f, -1e15f, 1.5f, 0f, -0f];
        TensorShape shape = new(channels, 1, positions);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input(
            "input", shape, [.. Enumerable.Range(0, (int)shape.Length).Select(i => values[i * 7 % values.Length])]);
        Operand sorted = scene.Input("sorted", shape, [.. Enumerable.Range(0, (int)shape.Length).Select(i => (float)i)]);
        Operand output = scene.Output("output", shape);
        scene.Run(b => b.MatchRanks(input.On(b), sorted.On(b), output.On(b)));
        OperatorScene.AssertExact(output);
    }

    /// <summary>The values with length 1 at every position: then all terms of a sum of cosine distances have one sign.</summary>
    private static float[] Unit(TensorShape shape, float[] values)
    {
        for (int p = 0; p < shape.Positions; p++)
        {
            double square = 0;
            for (int i = p; i < values.Length; i += shape.Positions)
                square += (double)values[i] * values[i];
            for (int i = p; i < values.Length; i += shape.Positions)
                values[i] = (float)(values[i] / Math.Sqrt(square));
        }

        return values;
    }

    /// <summary>Random values, all zero at the last position but one, if there is one.</summary>
    private static float[] WithZeros(TensorShape shape, int seed)
    {
        float[] values = RandomData.Normal(shape, seed);
        for (int i = shape.Positions - 2; shape.Positions > 1 && i < values.Length; i += shape.Positions)
            values[i] = 0;
        return values;
    }
}
