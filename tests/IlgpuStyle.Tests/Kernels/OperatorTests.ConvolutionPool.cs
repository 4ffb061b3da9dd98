using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Input and output channels, height, width, padding, padding mode; pooling kind, window, stride, ceil mode.</summary>
    public static TheoryData<int, int, int, int, int, PaddingMode, PoolingKind, int, int, bool> ConvolutionPoolCases()
    {
        TheoryData<int, int, int, int, int, PaddingMode, PoolingKind, int, int, bool> cases = [];
        foreach (PoolingKind kind in new[] { PoolingKind.Average, PoolingKind.Max })
        {
            // Every remainder of height and width by the 4 of Winograd's tile, with and without partial windows.
            foreach ((int height, int width) in new[] { (2, 2), (3, 5), (4, 4), (5, 6), (7, 8), (9, 11), (10, 13), (17, 31) })
            foreach (bool ceilMode in new[] { false, true })
                cases.Add(5, 7, height, width, 1, PaddingMode.Zero, kind, 2, 2, ceilMode);
            cases.Add(6, 5, 1, 1, 1, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(6, 5, 1, 7, 1, PaddingMode.Zero, kind, 2, 2, true);

            // Padding that shifts tiles against windows, and modes whose backward folds.
            cases.Add(7, 5, 9, 12, 0, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(7, 5, 9, 12, 2, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(7, 5, 9, 8, 1, PaddingMode.Reflect, kind, 2, 2, false);
            cases.Add(7, 5, 8, 9, 1, PaddingMode.Replicate, kind, 2, 2, true);

            // Pictures, channels around the register blocks, and other windows.
            cases.Add(3, 17, 9, 12, 1, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(17, 3, 9, 12, 1, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(33, 31, 6, 9, 1, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(5, 7, 9, 12, 1, PaddingMode.Zero, kind, 3, 2, true);
            cases.Add(5, 7, 9, 12, 1, PaddingMode.Zero, kind, 2, 1, false);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(ConvolutionPoolCases))]
    public void ConvolutionPoolForward_EveryGeometry_MatchesReference(
        int ic, int oc, int height, int width, int padding, PaddingMode mode, PoolingKind kind, int window, int stride, bool ceilMode) =>
        CheckConvolutionPoolForward(
            new ConvolutionGeometry(ic, oc, Padding: padding, PaddingMode: mode), new PoolingGeometry(kind, window, stride, ceilMode),
            height, width);

    [SkippableTheory]
    [MemberData(nameof(ConvolutionPoolCases))]
    public void ConvolutionPoolBackwardInput_EveryGeometry_MatchesReferenceOrThrows(
        int ic, int oc, int height, int width, int padding, PaddingMode mode, PoolingKind kind, int window, int stride, bool ceilMode) =>
        CheckConvolutionPoolBackward(
            new ConvolutionGeometry(ic, oc, Padding: padding, PaddingMode: mode), new PoolingGeometry(kind, window, stride, ceilMode),
            height, width);

    protected void CheckConvolutionPoolForward(ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        using OperatorScene scene = NewScene();
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 3));
        Operand output = scene.Output("output", outputShape);
        Operand pooled = scene.Output("pooled", pooling.OutputShape(outputShape));
        scene.Run(b => b.ConvolutionPoolForward(layer.On(b), pooling, input.On(b), output.On(b), pooled.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Convolution);
        OperatorScene.AssertClose(pooled, Tolerances.Convolution);
    }

    /// <summary>Against the reference where the backend fuses the two; where it does not, it must say so.</summary>
    protected void CheckConvolutionPoolBackward(ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        using OperatorScene scene = NewScene();
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        TensorShape pooledShape = pooling.OutputShape(outputShape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradPooled = scene.Input("gradPooled", pooledShape, RandomData.Normal(pooledShape, seed: 3));

        // No ties but between zeros, which the ReLU's backward shuts anyway.
        float[] active = [.. RandomData.Distinct(outputShape, seed: 4).Select(value => MathF.Max(0, value))];
        Operand reluOutput = scene.Input("reluOutput", outputShape, active);
        Operand gradInput = scene.Output("gradInput", shape);
        void Run(IBackend b) => b.ConvolutionPoolBackwardInput(
            layer.On(b), pooling, gradPooled.On(b), reluOutput.On(b), gradInput.On(b));
        if (!Backend.FusesPoolBackward(geometry, pooling))
        {
            Assert.Throws<ArgumentException>(() => Run(Backend));
            return;
        }

        scene.Run(Run);
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }
}
