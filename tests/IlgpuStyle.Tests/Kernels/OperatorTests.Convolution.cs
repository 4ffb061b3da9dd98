using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Input and output channels, height, width, kernel size, stride, padding, padding mode.</summary>
    public static TheoryData<int, int, int, int, int, int, int, PaddingMode> ConvolutionCases()
    {
        TheoryData<int, int, int, int, int, int, int, PaddingMode> cases = [];
        foreach ((int height, int width) in AwkwardShapes)
        {
            foreach ((int ic, int oc) in new[] { (1, 1), (3, 7), (7, 3), (3, 64), (64, 3) })
                cases.Add(ic, oc, height, width, 3, 1, 1, PaddingMode.Zero);
            cases.Add(3, 7, height, width, 3, 1, 1, PaddingMode.Replicate);
            cases.Add(3, 7, height, width, 3, 1, 1, PaddingMode.Reflect);
            cases.Add(7, 3, height, width, 3, 1, 1, PaddingMode.Circular);
        }

        // Sizes around the tiles of Winograd's F(4×4, 3×3) and F(6×6, 3×3), and around vectors of 16 and 32.
        foreach (int size in new[] { 4, 5, 6, 7, 8, 9 })
        {
            cases.Add(3, 7, size, size, 3, 1, 1, PaddingMode.Zero);
            cases.Add(16, 16, size, size, 3, 1, 1, PaddingMode.Zero);
            cases.Add(7, 3, size, size + 1, 3, 1, 1, PaddingMode.Reflect);
            cases.Add(16, 16, size, size + 1, 3, 1, 1, PaddingMode.Circular);
        }

        foreach (int size in new[] { 15, 16, 31, 32, 33 })
            cases.Add(3, 7, size, 48 - size, 3, 1, 1, PaddingMode.Zero);

        // Channels around the register blocks.
        foreach ((int ic, int oc) in new[] { (15, 17), (17, 15), (31, 33), (33, 31), (64, 64), (65, 63) })
            cases.Add(ic, oc, 5, 6, 3, 1, 1, PaddingMode.Zero);

        // Everything that is not 3×3 with stride 1 and padding 1.
        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
        {
            cases.Add(3, 7, 9, 8, 3, 2, 1, mode);
            cases.Add(7, 3, 8, 9, 5, 1, 2, mode);
            cases.Add(3, 7, 7, 11, 7, 2, 3, mode);
            cases.Add(2, 5, 6, 7, 2, 2, 1, mode);
            cases.Add(5, 2, 7, 6, 4, 3, 3, mode);
            cases.Add(3, 3, 2, 2, 5, 1, 4, mode);
        }

        cases.Add(7, 5, 17, 31, 1, 1, 0, PaddingMode.Zero);
        cases.Add(3, 7, 17, 31, 3, 1, 0, PaddingMode.Zero);
        cases.Add(3, 7, 16, 15, 3, 1, 2, PaddingMode.Zero);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(ConvolutionCases))]
    public void ConvolutionForward_EveryGeometry_MatchesReference(
        int ic, int oc, int height, int width, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, kernelSize, stride, padding, mode);
        CheckConvolutionForward(geometry, new TensorShape(ic, height, width), relu: false);
        CheckConvolutionForward(geometry, new TensorShape(ic, height, width), relu: true);
    }

    [SkippableTheory]
    [MemberData(nameof(ConvolutionCases))]
    public void ConvolutionBackwardInput_EveryGeometry_MatchesReference(
        int ic, int oc, int height, int width, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, kernelSize, stride, padding, mode);
        CheckConvolutionBackward(geometry, new TensorShape(ic, height, width), relu: false);
        CheckConvolutionBackward(geometry, new TensorShape(ic, height, width), relu: true);
    }

    [SkippableTheory]
    [MemberData(nameof(ConvolutionCases))]
    public void Convolution_ForwardAndBackward_AreAdjoint(
        int ic, int oc, int height, int width, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, kernelSize, stride, padding, mode);
        float[] weights = RandomData.Weights(geometry.WeightsLength, ic * kernelSize * kernelSize, seed: 1);
        using PreparedConvolution layer = Backend.PrepareConvolution(geometry, weights, new float[oc]);
        TensorShape shape = new(ic, height, width);
        AssertAdjoint(
            shape, geometry.OutputShape(shape),
            (x, ax) => Backend.ConvolutionForward(layer, x, ax, relu: false),
            (_, y, aty) => Backend.ConvolutionBackwardInput(layer, y, null, aty));
    }

    [SkippableFact]
    public void ConvolutionForward_OneLayerAtManySizes_IsRightAtEach()
    {
        // A layer is prepared once and serves every size: workspace of a larger size must not leak into a smaller one.
        ConvolutionGeometry geometry = new(7, 9);
        using OperatorScene scene = NewScene();
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        List<Operand> inputs = [], outputs = [];
        foreach ((int height, int width) in new[] { (3, 5), (17, 31), (1, 1), (16, 16), (3, 5) })
        {
            TensorShape shape = new(7, height, width);
            inputs.Add(scene.Input($"input {inputs.Count}", shape, RandomData.Normal(shape, seed: inputs.Count)));
            outputs.Add(scene.Output($"output {outputs.Count}", geometry.OutputShape(shape)));
        }

        scene.Run(b =>
        {
            foreach ((Operand input, Operand output) in inputs.Zip(outputs))
                b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu: true);
        });
        outputs.ForEach(output => OperatorScene.AssertClose(output, Tolerances.Convolution));
    }

    private protected void CheckConvolutionForward(ConvolutionGeometry geometry, TensorShape shape, bool relu)
    {
        using OperatorScene scene = NewScene();
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 3));
        Operand output = scene.Output("output", geometry.OutputShape(shape));
        scene.Run(b => b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu));
        OperatorScene.AssertClose(output, Tolerances.Convolution);
    }

    private protected void CheckConvolutionBackward(ConvolutionGeometry geometry, TensorShape shape, bool relu)
    {
        using OperatorScene scene = NewScene();
        TensorShape outputShape = geometry.OutputShape(shape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 3));
        Operand gradInput = scene.Output("gradInput", shape);
        float[] active = [.. RandomData.Normal(outputShape, seed: 4).Select(value => MathF.Max(0, value))];
        Operand? reluOutput = relu ? scene.Input("reluOutput", outputShape, active) : null;
        scene.Run(b => b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), reluOutput?.On(b), gradInput.On(b)));
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }

    /// <summary>⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩ for a linear operator, both sides from the tested backend.</summary>
    private void AssertAdjoint(
        TensorShape inputShape, TensorShape outputShape, Action<Tensor, Tensor> forward, Action<Tensor, Tensor, Tensor> backward)
    {
        float[] x = RandomData.Normal(inputShape, seed: 5), y = RandomData.Normal(outputShape, seed: 6);
        using Tensor input = Backend.Allocate("x", inputShape), output = Backend.Allocate("Ax", outputShape);
        using Tensor gradOutput = Backend.Allocate("y", outputShape), gradInput = Backend.Allocate("Aᵀy", inputShape);
        Backend.Upload(x, input);
        Backend.Upload(y, gradOutput);
        forward(input, output);
        backward(input, gradOutput, gradInput);
        float[] ax = new float[y.Length], aty = new float[x.Length];
        Backend.Download(output, ax);
        Backend.Download(gradInput, aty);
        double scale = Math.Sqrt(Dot(ax, ax) * Dot(y, y));
        ErrorMeasure.AssertNear($"{Backend.Name}: ⟨x, Aᵀy⟩", Dot(ax, y), Dot(x, aty), Tolerances.Adjoint, scale);
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (u, v) => (double)u * v).Sum();
}
