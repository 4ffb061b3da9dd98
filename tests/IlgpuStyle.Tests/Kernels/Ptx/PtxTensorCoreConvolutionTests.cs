using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>Convolutions on the tensor cores, the PTX interpreted: every product of a warp.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxTensorCoreConvolutionTests(PtxBackends backends)
{
    private IBackend Backend => backends.TensorCores.Require();

    /// <summary>
    /// Input and output channels, height, width, padding, mode, and the ranges of input channels that a card of one multiprocessor has for
    /// them: partial tiles in every direction, both tile widths, channels that fill no stage.
    /// </summary>
    public static TheoryData<int, int, int, int, int, PaddingMode, int> Convolutions() => new()
    {
        { 64, 64, 9, 33, 1, PaddingMode.Zero, 2 },
        { 41, 65, 5, 7, 1, PaddingMode.Reflect, 1 },
        { 48, 64, 17, 15, 0, PaddingMode.Zero, 2 },
        { 64, 41, 1, 1, 1, PaddingMode.Zero, 2 },
        { 43, 40, 6, 20, 2, PaddingMode.Replicate, 2 },
        { 72, 130, 18, 16, 1, PaddingMode.Circular, 1 },
    };

    /// <summary>Factors that TF32 holds: nothing is rounded but the sums.</summary>
    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolution_FactorsInTensorFloat_MatchesReference(
        int ic, int oc, int height, int width, int padding, PaddingMode mode, int splits)
    {
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        TensorShape shape = new(ic, height, width);
        Assert.Equal(splits, SplitsOf(geometry, shape));
        CompareForward(geometry, shape, inTensorFloat: true, Tolerances.Convolution);
        CompareBackward(geometry, shape, inTensorFloat: true, Tolerances.Convolution);
    }

    [Fact]
    public void Convolution_AnyFactors_IsOffByTheirRounding()
    {
        ConvolutionGeometry geometry = new(64, 48);
        CompareForward(geometry, new TensorShape(64, 7, 9), inTensorFloat: false, Tolerances.TensorFloat);
        CompareBackward(geometry, new TensorShape(64, 7, 9), inTensorFloat: false, Tolerances.TensorFloat);
    }

    /// <summary>With the pooling behind it: in several ranges of channels, in tiles that have windows in two warps, in tiles whose threads
    /// have whole windows.</summary>
    [Theory]
    [InlineData(41, 64, 5, 7, PoolingKind.Max, true, 2, false)]
    [InlineData(64, 65, 4, 33, PoolingKind.Average, false, 1, false)]
    [InlineData(64, 65, 31, 31, PoolingKind.Average, true, 1, true)]
    [InlineData(48, 65, 29, 30, PoolingKind.Max, false, 1, true)]
    public void ConvolutionPool_TensorCores_MatchesTwoCallsBitForBit(
        int ic, int oc, int height, int width, PoolingKind kind, bool ceilMode, int splits, bool hasWindows)
    {
        ConvolutionGeometry geometry = new(ic, oc);
        PoolingGeometry pooling = new(kind, CeilMode: ceilMode);
        TensorShape shape = new(ic, height, width);
        ConvolutionExtents extents = ConvolutionExtents.Forward(geometry, shape, relu: true);
        Assert.Equal(splits, SplitsOf(geometry, shape));
        ConvolutionChoice choice = ConvolutionTile.ForPooling(extents, new ConvolutionChoice(ConvolutionVariant.Tensor, 5, splits));
        Assert.Equal(hasWindows, new ConvolutionTile(extents, choice).HasWindows && splits == 1);
        Assert.True(Backend.FusesPoolBackward(geometry, pooling));
        ConvolutionPoolCheck.SameBitsAsTwoCalls(Backend, geometry, pooling, height, width);
    }

    /// <summary>A whole evaluation against a processor that rounds the same factors: what is left is float32's rounding.</summary>
    [Fact]
    public void Evaluation_EmbeddedNetwork_AgreesWithAProcessorThatRoundsFactors()
    {
        using TensorFloatBackend trusted = new(
            new SimdBackend(new SimdOptions { DirectConvolution = true }),
            g => ConvolutionChooser.IsWide(g.InputChannels) && ConvolutionChooser.IsWide(g.OutputChannels));
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        (PoolingKind pooling, LossPreset preset) = EvaluationProof.Cases[1];
        IReadOnlyList<Comparison> results = EvaluationProof.Run(
            trusted, Backend, weights, pooling, preset, EvaluationTolerance.Single, height: 16);
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(result.Passed, result.ToString()));
    }

    [Fact]
    public void Prepare_WideLayer_TakesWhatWasEstimated()
    {
        ConvolutionGeometry geometry = new(64, 48);
        long before = Backend.AllocatedBytes;
        using PreparedConvolution layer = Backend.PrepareConvolution(geometry, new float[geometry.WeightsLength], new float[48]);
        Assert.Equal(Backend.WeightsBytes(geometry), Backend.AllocatedBytes - before);
    }

    private void CompareForward(ConvolutionGeometry geometry, TensorShape shape, bool inTensorFloat, double tolerance)
    {
        using OperatorScene scene = new(Backend);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1, inTensorFloat: inTensorFloat);
        Operand input = scene.Input("input", shape, Factors(shape, seed: 2, inTensorFloat));
        Operand output = scene.Output("output", geometry.OutputShape(shape));
        scene.Run(b => b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu: true));
        OperatorScene.AssertClose(output, tolerance);
    }

    private void CompareBackward(ConvolutionGeometry geometry, TensorShape shape, bool inTensorFloat, double tolerance)
    {
        TensorShape outputShape = geometry.OutputShape(shape);
        using OperatorScene scene = new(Backend);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1, inTensorFloat: inTensorFloat);
        Operand gradOutput = scene.Input("gradOutput", outputShape, Factors(outputShape, seed: 2, inTensorFloat));
        Operand reluOutput = scene.Input("reluOutput", outputShape, RandomData.Normal(outputShape, seed: 3));
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), reluOutput.On(b), gradInput.On(b)));
        // What padding other than zeros adds is gathered in float32, from the weights as they are.
        OperatorScene.AssertClose(gradInput, tolerance);
    }

    private static int SplitsOf(ConvolutionGeometry geometry, TensorShape shape) => new ConvolutionCost(CardSpeed.Usual(1))
        .CheapestTensor(ConvolutionExtents.Forward(geometry, shape, relu: true)).Splits;

    private static float[] Factors(TensorShape shape, int seed, bool inTensorFloat)
    {
        float[] values = RandomData.Normal(shape, seed);
        return inTensorFloat ? RandomData.InTensorFloat(values) : values;
    }
}
