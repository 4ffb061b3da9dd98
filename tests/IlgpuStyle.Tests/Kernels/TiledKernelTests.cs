using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// The kernels that only graphics cards get, where no card is at hand. ILGPU's CPU accelerator takes milliseconds for a barrier between 256
/// threads, so the cases are few: partial tiles in every direction, both tile widths, split input channels.
/// </summary>
[Trait("Category", "Kernels")]
public abstract class TiledKernelTests(BackendFixture fixture)
{
    /// <summary>The backend.</summary>
    private protected IBackend Backend => fixture.Require();

    /// <summary>Input and output channels, height, width, padding, mode.</summary>
    public static TheoryData<int, int, int, int, int, PaddingMode> Convolutions() => new()
    {
        { 3, 64, 5, 7, 1, PaddingMode.Zero },
        { 5, 65, 9, 33, 1, PaddingMode.Reflect },
        { 48, 64, 3, 18, 1, PaddingMode.Replicate },
        { 17, 64, 6, 20, 1, PaddingMode.Circular },
        { 64, 41, 1, 1, 1, PaddingMode.Zero },
        { 64, 64, 17, 15, 0, PaddingMode.Zero },
        { 2, 64, 6, 31, 2, PaddingMode.Zero },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvolutionForward_Tiled_MatchesReference(int ic, int oc, int height, int width, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        TensorShape shape = new(ic, height, width);
        using OperatorScene scene = new(Backend);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 2));
        Operand output = scene.Output("output", geometry.OutputShape(shape));
        scene.Run(b => b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu: true));
        OperatorScene.AssertClose(output, Tolerances.Convolution);
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvolutionBackwardInput_Tiled_MatchesReference(int oc, int ic, int height, int width, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        TensorShape shape = new(ic, height, width), outputShape = geometry.OutputShape(shape);
        using OperatorScene scene = new(Backend);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 2));
        Operand reluOutput = scene.Input("reluOutput", outputShape, RandomData.Normal(outputShape, seed: 3));
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), reluOutput.On(b), gradInput.On(b)));
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(8, 5, 60)]
    [InlineData(68, 4, 66)]
    [InlineData(65, 3, 11)]
    [InlineData(130, 2, 9)]
    public void Gram_Tiled_MatchesReference(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width), square = TensorShape.Matrix(channels);
        using OperatorScene scene = new(Backend);
        Operand features = scene.Input("features", shape, RandomData.Normal(shape, seed: 1));
        Operand matrix = scene.Input("matrix", square, RandomData.Symmetric(channels, seed: 2));
        Operand gram = scene.Output("gram", square);
        Operand gradient = scene.Updated("gradFeatures", shape, RandomData.Normal(shape, seed: 3));
        scene.Run(b =>
        {
            b.GramForward(features.On(b), 0.7, gram.On(b));
            b.GramBackwardAccumulate(matrix.On(b), features.On(b), 0.3, gradient.On(b));
        });
        OperatorScene.AssertClose(gram, Tolerances.Gram);
        OperatorScene.AssertClose(gradient, Tolerances.Gram);
    }
}
