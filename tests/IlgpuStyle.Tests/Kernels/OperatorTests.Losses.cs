using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void SquaredDistance_EveryShape_MatchesReferenceInItsSlotOnly(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand a = scene.Input("a", shape, RandomData.Normal(shape, seed: 1));
        Operand b = scene.Input("b", shape, RandomData.Normal(shape, seed: 2));
        PerBackend<ScalarBuffer> results = scene.Scalars(5);
        scene.Run(backend =>
        {
            backend.SquaredDistance(a.On(backend), b.On(backend), 0.37, results.On(backend), 1);
            backend.SquaredDistance(b.On(backend), b.On(backend), 1, results.On(backend), 2);
            backend.SquaredDistance(b.On(backend), a.On(backend), -1e-3, results.On(backend), 4);
        });
        AssertSlots(scene, results);
        Assert.Equal(0, scene.Read(results, ofReference: false)[2]);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void SquaredDistanceAccumulate_EveryShape_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand a = scene.Input("a", shape, RandomData.Normal(shape, seed: 1));
        Operand b = scene.Input("b", shape, RandomData.Normal(shape, seed: 2));
        Operand gradA = scene.Updated("gradA", shape, RandomData.Normal(shape, seed: 3));
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(backend => backend.SquaredDistanceAccumulate(
            a.On(backend), b.On(backend), 0.37, results.On(backend), 1, gradA.On(backend)));
        OperatorScene.AssertClose(gradA, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    /// <summary>Kind, channels, height, width.</summary>
    public static TheoryData<TotalVariationKind, int, int, int> TotalVariationCases()
    {
        TheoryData<TotalVariationKind, int, int, int> cases = [];
        foreach (TotalVariationKind kind in Enum.GetValues<TotalVariationKind>())
        {
            foreach ((int height, int width) in AwkwardShapes)
            {
                cases.Add(kind, 3, height, width);
                cases.Add(kind, 1, width, height);
            }

            foreach (int width in new[] { 15, 16, 17, 31, 32, 33, 64, 65 })
                cases.Add(kind, 3, 4, width);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(TotalVariationCases))]
    public void TotalVariationAccumulate_WithoutEqualNeighbours_MatchesReference(
        TotalVariationKind kind, int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand image = scene.Input("image", shape, RandomData.Distinct(shape, seed: 1));
        Operand gradImage = scene.Updated("gradImage", shape, RandomData.Normal(shape, seed: 2));
        PerBackend<ScalarBuffer> results = scene.Scalars(3);
        scene.Run(b => b.TotalVariationAccumulate(image.On(b), kind, 0.6, 1.7, results.On(b), 1, gradImage.On(b)));
        OperatorScene.AssertClose(gradImage, Tolerances.Elementwise);
        AssertSlots(scene, results);
    }

    private void AssertSlots(OperatorScene scene, PerBackend<ScalarBuffer> results)
    {
        double[] expected = scene.Read(results, ofReference: true), actual = scene.Read(results, ofReference: false);
        for (int i = 0; i < expected.Length; i++)
        {
            string what = $"{Backend.Name}: slot {i}";
            ErrorMeasure.AssertNear(what, expected[i], actual[i], Tolerances.SumOfDifferences, Math.Abs(expected[i]));
        }
    }
}
