using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Kind, window, stride, ceil mode, channels, height, width; only shapes that hold one window.</summary>
    public static TheoryData<PoolingKind, int, int, bool, int, int, int> PoolingCases()
    {
        TheoryData<PoolingKind, int, int, bool, int, int, int> cases = [];
        (int Window, int Stride, bool CeilMode)[] geometries =
            [(2, 2, false), (2, 2, true), (3, 2, false), (3, 2, true), (3, 1, false), (2, 1, true), (2, 3, false), (1, 2, true)];
        (int Height, int Width)[] shapes = [.. AwkwardShapes, (4, 4), (5, 8), (16, 33), (32, 15)];
        foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
        foreach ((int window, int stride, bool ceilMode) in geometries)
        foreach ((int height, int width) in shapes)
        {
            if (ceilMode || (height >= window && width >= window))
                cases.Add(kind, window, stride, ceilMode, height == 5 ? 7 : 3, height, width);
        }

        foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
        foreach (int channels in new[] { 1, 7, 17, 64 })
            cases.Add(kind, 2, 2, false, channels, 6, 5);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(PoolingCases))]
    public void PoolForward_EveryGeometry_MatchesReference(
        PoolingKind kind, int window, int stride, bool ceilMode, int channels, int height, int width)
    {
        PoolingGeometry geometry = new(kind, window, stride, ceilMode);
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 1));
        Operand output = scene.Output("output", geometry.OutputShape(shape));
        scene.Run(b => b.PoolForward(geometry, input.On(b), output.On(b)));
        if (kind == PoolingKind.Max)
            OperatorScene.AssertExact(output);
        else
            OperatorScene.AssertClose(output, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(PoolingCases))]
    public void PoolBackward_WithoutTies_MatchesReference(
        PoolingKind kind, int window, int stride, bool ceilMode, int channels, int height, int width)
    {
        PoolingGeometry geometry = new(kind, window, stride, ceilMode);
        TensorShape shape = new(channels, height, width), outputShape = geometry.OutputShape(shape);
        using OperatorScene scene = NewScene();
        Operand input = scene.Input("input", shape, RandomData.Distinct(shape, seed: 1));
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 2));
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.PoolBackward(geometry, input.On(b), gradOutput.On(b), gradInput.On(b)));
        OperatorScene.AssertClose(gradInput, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [InlineData(2, 2, false, 17, 31)]
    [InlineData(2, 2, true, 17, 31)]
    [InlineData(3, 2, false, 16, 15)]
    [InlineData(3, 1, false, 5, 8)]
    [InlineData(3, 2, true, 4, 6)]
    [InlineData(2, 2, true, 1, 1)]
    public void AveragePooling_ForwardAndBackward_AreAdjoint(int window, int stride, bool ceilMode, int height, int width)
    {
        PoolingGeometry geometry = new(PoolingKind.Average, window, stride, ceilMode);
        TensorShape shape = new(3, height, width);
        AssertAdjoint(
            shape, geometry.OutputShape(shape),
            (x, ax) => Backend.PoolForward(geometry, x, ax),
            (x, y, aty) => Backend.PoolBackward(geometry, x, y, aty));
    }
}
