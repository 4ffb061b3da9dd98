using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The convolution kernels that no device chooses by itself where this suite runs.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuVariantTests
{
    /// <summary>Input and output channels, kernel size, stride, padding, mode.</summary>
    public static TheoryData<int, int, int, int, int, PaddingMode> Cases() => new()
    {
        { 3, 7, 3, 1, 1, PaddingMode.Zero },
        { 66, 3, 3, 1, 1, PaddingMode.Reflect },
        { 3, 65, 3, 1, 1, PaddingMode.Replicate },
        { 2, 5, 5, 2, 2, PaddingMode.Zero },
        { 5, 2, 1, 1, 0, PaddingMode.Zero },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plain_EveryGeometry_MatchesReference(int ic, int oc, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, kernelSize, stride, padding, mode);
        TensorShape shape = new(ic, 6, 7), outputShape = geometry.OutputShape(shape);
        using IlgpuBackend backend = IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = ConvolutionVariant.Plain });
        using OperatorScene scene = new(backend);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 2));
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 3));
        Operand output = scene.Output("output", outputShape), gradInput = scene.Output("gradInput", shape);
        scene.Run(b =>
        {
            b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu: true);
            b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), output.On(b), gradInput.On(b));
        });
        OperatorScene.AssertClose(output, Tolerances.Convolution);
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }
}
