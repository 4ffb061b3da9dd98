using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Vectors left and right, length.</summary>
    public static TheoryData<int, int, int> DotsCases()
    {
        TheoryData<int, int, int> cases = [];
        foreach (int length in AwkwardLengths)
        {
            cases.Add(1, 1, length);
            cases.Add(3, 2, length);
        }

        cases.Add(1, 5, 1023);
        cases.Add(2, 11, 65);
        cases.Add(11, 11, 17);
        cases.Add(5, 1, 4099);
        cases.Add(4, 7, 17003);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(DotsCases))]
    public void Dots_EveryPair_MatchesReference(int leftCount, int rightCount, int length)
    {
        TensorShape shape = TensorShape.Vector(length);
        using OperatorScene scene = NewScene();
        Operand[] left = Vectors(scene, leftCount, shape, seed: 1), right = Vectors(scene, rightCount, shape, seed: 100);
        PerBackend<double[]> results = scene.Numbers(leftCount * rightCount);
        scene.Run(b => b.Dots(On(left, b), On(right, b), results.On(b)));
        for (int i = 0; i < results.OnReference.Length; i++)
        {
            float[] a = left[i / rightCount].Actual(), b = right[i % rightCount].Actual();
            double scale = a.Zip(b, (u, v) => Math.Abs((double)u * v)).Sum();
            ErrorMeasure.AssertNear(
                $"{Backend.Name}: product {i}", results.OnReference[i], results.OnSubject[i], Tolerances.DoubleSum, scale);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void SumAbsolute_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand x = scene.Input("x", shape, RandomData.Normal(shape, seed: 1));
        PerBackend<double[]> result = scene.Numbers(1);
        scene.Run(b => result.On(b)[0] = b.SumAbsolute(x.On(b)));
        double expected = result.OnReference[0];
        ErrorMeasure.AssertNear($"{Backend.Name}: sum", expected, result.OnSubject[0], Tolerances.DoubleSum, expected);
    }

    /// <summary>Vectors, length.</summary>
    public static TheoryData<int, int> CombinationCases()
    {
        TheoryData<int, int> cases = [];
        foreach (int length in AwkwardLengths)
            cases.Add(3, length);
        foreach (int count in new[] { 1, 2, 4, 5, 7, 8, 9, 16, 21 })
            cases.Add(count, 65);
        cases.Add(21, 17003);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(CombinationCases))]
    public void LinearCombination_IntoAnotherVector_MatchesReference(int count, int length)
    {
        TensorShape shape = TensorShape.Vector(length);
        double[] coefficients = RandomData.ToDouble(RandomData.Normal(count, seed: 1));
        using OperatorScene scene = NewScene();
        Operand[] vectors = Vectors(scene, count, shape, seed: 2);
        Operand output = scene.Output("output", shape);
        scene.Run(b => b.LinearCombination(coefficients, On(vectors, b), output.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [InlineData(1, 0, 65)]
    [InlineData(2, 0, 1023)]
    [InlineData(2, 1, 33)]
    [InlineData(5, 3, 65)]
    [InlineData(11, 0, 17)]
    [InlineData(21, 20, 65)]
    [InlineData(21, 9, 64)]
    [InlineData(21, 9, 17003)]
    public void LinearCombination_IntoOneOfItsVectors_MatchesReference(int count, int aliased, int length)
    {
        TensorShape shape = TensorShape.Vector(length);
        double[] coefficients = RandomData.ToDouble(RandomData.Normal(count, seed: 1));
        using OperatorScene scene = NewScene();
        Operand output = scene.Updated("output", shape, RandomData.Normal(shape, seed: 2));
        Operand[] vectors = Vectors(scene, count, shape, seed: 3);
        vectors[aliased] = output;
        scene.Run(b => b.LinearCombination(coefficients, On(vectors, b), output.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
    }

    [SkippableFact]
    public void LinearCombination_OfAnImage_MatchesReference()
    {
        TensorShape shape = new(3, 17, 31);
        using OperatorScene scene = NewScene();
        Operand[] vectors = Vectors(scene, 2, shape, seed: 1);
        Operand output = scene.Output("output", shape);
        scene.Run(b => b.LinearCombination([1, -0.5], On(vectors, b), output.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void Clamp_EveryShape_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand x = scene.Updated("x", shape, RandomData.Normal(shape, seed: 1));
        scene.Run(b => b.Clamp(x.On(b), -0.25f, 0.75f));
        OperatorScene.AssertExact(x);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void AdamStep_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        AdamParameters parameters = new(0.02f / (1 - 0.81f), 0.9f, 0.999f, 1 / (1 - 0.998f), 1e-8f);
        float[] squares = [.. RandomData.Normal(shape, seed: 4).Select(value => value * value)];
        using OperatorScene scene = NewScene();
        Operand x = scene.Updated("x", shape, RandomData.Normal(shape, seed: 1));
        Operand gradient = scene.Input("gradient", shape, RandomData.Normal(shape, seed: 2));
        Operand firstMoment = scene.Updated("firstMoment", shape, RandomData.Normal(shape, seed: 3));
        Operand secondMoment = scene.Updated("secondMoment", shape, squares);
        scene.Run(b => b.AdamStep(x.On(b), gradient.On(b), firstMoment.On(b), secondMoment.On(b), parameters));
        OperatorScene.AssertClose(x, Tolerances.Adam);
        OperatorScene.AssertClose(firstMoment, Tolerances.Elementwise);
        OperatorScene.AssertClose(secondMoment, Tolerances.Elementwise);
    }

    private static Operand[] Vectors(OperatorScene scene, int count, TensorShape shape, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => scene.Input($"vector {i}", shape, RandomData.Normal(shape, seed + i)))];

    private static Tensor[] On(Operand[] operands, IBackend backend) => [.. operands.Select(operand => operand.On(backend))];
}
