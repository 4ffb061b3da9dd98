using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>
/// The reference's backward operators against central differences of f(x) = ⟨operator(x), y⟩ with a random y, in float64 and
/// in every coordinate. Inputs stay away from kinks by construction.
/// </summary>
[Trait("Category", "Gradients")]
public sealed class ReferenceGradientTests
{
    private readonly ReferenceBackend _backend = new();

    public static TheoryData<int, int, int, int, int, int, int, PaddingMode> Convolutions()
    {
        TheoryData<int, int, int, int, int, int, int, PaddingMode> cases = [];
        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
        {
            cases.Add(1, 1, 1, 1, 3, 1, 1, mode);
            cases.Add(2, 3, 1, 7, 3, 1, 1, mode);
            cases.Add(3, 2, 5, 4, 3, 1, 1, mode);
            cases.Add(2, 2, 6, 5, 3, 2, 1, mode);
            cases.Add(2, 2, 5, 7, 5, 1, 2, mode);
            cases.Add(1, 2, 2, 3, 5, 1, 4, mode);
            cases.Add(2, 1, 6, 6, 2, 2, 1, mode);
            cases.Add(2, 2, 7, 6, 4, 3, 2, mode);
        }

        cases.Add(2, 3, 4, 3, 1, 1, 0, PaddingMode.Zero);
        cases.Add(2, 2, 5, 6, 3, 2, 0, PaddingMode.Zero);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvolutionBackwardInput_EveryGeometry_MatchesCentralDifferences(
        int inputChannels, int outputChannels, int height, int width, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(inputChannels, outputChannels, kernelSize, stride, padding, mode);
        TensorShape shape = new(inputChannels, height, width);
        float[] bias = RandomData.Normal(outputChannels, seed: 2);
        PreparedConvolution layer = Prepare(geometry, bias);
        double[] upstream = RandomData.ToDouble(RandomData.Normal(geometry.OutputShape(shape), seed: 3));
        AssertGradient(
            shape, RandomData.Normal(shape, seed: 4), geometry.OutputShape(shape), upstream,
            (input, output) => _backend.ConvolutionForward(layer, input, output, relu: false),
            (_, _, gradOutput, gradInput) => _backend.ConvolutionBackwardInput(layer, gradOutput, null, gradInput));
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvolutionBackwardInput_WithFusedRelu_MatchesCentralDifferences(
        int inputChannels, int outputChannels, int height, int width, int kernelSize, int stride, int padding, PaddingMode mode)
    {
        // Biases of ±4 decide which outputs are active; small inputs cannot carry an output across the kink.
        ConvolutionGeometry geometry = new(inputChannels, outputChannels, kernelSize, stride, padding, mode);
        TensorShape shape = new(inputChannels, height, width);
        float[] bias = [.. Enumerable.Range(0, outputChannels).Select(oc => oc % 2 == 0 ? 4f : -4f)];
        float[] input = [.. RandomData.Normal(shape, seed: 4).Select(value => 0.1f * value)];
        PreparedConvolution layer = Prepare(geometry, bias);
        double[] upstream = RandomData.ToDouble(RandomData.Normal(geometry.OutputShape(shape), seed: 3));
        AssertGradient(
            shape, input, geometry.OutputShape(shape), upstream,
            (x, output) => _backend.ConvolutionForward(layer, x, output, relu: true),
            (_, output, gradOutput, gradInput) => _backend.ConvolutionBackwardInput(layer, gradOutput, output, gradInput));
    }

    [Fact]
    public void ReluBackward_AwayFromZero_MatchesCentralDifferences()
    {
        TensorShape shape = new(3, 4, 5);
        AssertGradient(
            shape, RandomData.AwayFromZero(shape, seed: 1), shape, RandomData.ToDouble(RandomData.Normal(shape, seed: 2)),
            _backend.ReluForward,
            (_, output, gradOutput, gradInput) => _backend.ReluBackward(output, gradOutput, gradInput));
    }

    [Theory]
    [InlineData(PoolingKind.Max, 2, 2, false, 4, 6)]
    [InlineData(PoolingKind.Max, 2, 2, true, 5, 7)]
    [InlineData(PoolingKind.Max, 3, 2, false, 7, 6)]
    [InlineData(PoolingKind.Max, 3, 1, false, 5, 5)]
    [InlineData(PoolingKind.Max, 3, 2, true, 6, 4)]
    [InlineData(PoolingKind.Max, 2, 2, true, 1, 1)]
    [InlineData(PoolingKind.Average, 2, 2, false, 4, 6)]
    [InlineData(PoolingKind.Average, 2, 2, true, 5, 7)]
    [InlineData(PoolingKind.Average, 3, 2, false, 7, 6)]
    [InlineData(PoolingKind.Average, 3, 1, false, 5, 5)]
    [InlineData(PoolingKind.Average, 3, 2, true, 6, 4)]
    [InlineData(PoolingKind.Average, 2, 2, true, 1, 1)]
    public void PoolBackward_WithoutTies_MatchesCentralDifferences(
        PoolingKind kind, int window, int stride, bool ceilMode, int height, int width)
    {
        PoolingGeometry geometry = new(kind, window, stride, ceilMode);
        TensorShape shape = new(2, height, width);
        TensorShape outputShape = geometry.OutputShape(shape);
        AssertGradient(
            shape, RandomData.Distinct(shape, seed: 1), outputShape, RandomData.ToDouble(RandomData.Normal(outputShape, seed: 2)),
            (input, output) => _backend.PoolForward(geometry, input, output),
            (input, _, gradOutput, gradInput) => _backend.PoolBackward(geometry, input, gradOutput, gradInput));
    }

    [Theory]
    [InlineData(2, 2, false, 4, 6)]
    [InlineData(2, 2, true, 5, 7)]
    [InlineData(3, 2, false, 7, 6)]
    [InlineData(2, 2, true, 1, 1)]
    public void PoolBackward_L2AwayFromZero_MatchesCentralDifferences(int window, int stride, bool ceilMode, int height, int width)
    {
        // Norms of at least 1 keep the third derivative, and so the truncation error, small.
        PoolingGeometry geometry = new(PoolingKind.L2, window, stride, ceilMode);
        TensorShape shape = new(2, height, width), outputShape = geometry.OutputShape(shape);
        float[] point = [.. RandomData.Normal(shape, seed: 1).Select(value => value < 0 ? value - 1 : value + 1)];
        AssertGradient(
            shape, point, outputShape, RandomData.ToDouble(RandomData.Normal(outputShape, seed: 2)),
            (input, output) => _backend.PoolForward(geometry, input, output),
            (input, _, gradOutput, gradInput) => _backend.PoolBackward(geometry, input, gradOutput, gradInput));
    }

    [Fact]
    public void ChannelAffine_WithInversePermutation_IsItsOwnBackward()
    {
        TensorShape shape = new(3, 3, 4);
        int[] source = [2, 0, 1], inverse = [1, 2, 0];
        float[] scale = [1.5f, -0.5f, 3], offset = [0.25f, 1, -2];
        float[] backwardScale = [.. inverse.Select(c => scale[c])];
        AssertGradient(
            shape, RandomData.Normal(shape, seed: 1), shape, RandomData.ToDouble(RandomData.Normal(shape, seed: 2)),
            (input, output) => _backend.ChannelAffine(input, source, scale, offset, output),
            (_, _, gradOutput, gradInput) => _backend.ChannelAffine(gradOutput, inverse, backwardScale, new float[3], gradInput));
    }

    private PreparedConvolution Prepare(ConvolutionGeometry geometry, float[] bias)
    {
        int taps = geometry.InputChannels * geometry.KernelSize * geometry.KernelSize;
        return _backend.PrepareConvolution(geometry, RandomData.Weights(geometry.WeightsLength, taps, seed: 1), bias);
    }

    private void AssertGradient(
        TensorShape shape, float[] point, TensorShape outputShape, double[] upstream,
        Action<Tensor, Tensor> forward, Action<Tensor, Tensor, Tensor, Tensor> backward)
    {
        Tensor input = _backend.Allocate("input", shape), output = _backend.Allocate("output", outputShape);
        Tensor gradOutput = _backend.Allocate("gradOutput", outputShape), gradInput = _backend.Allocate("gradInput", shape);
        double[] x = RandomData.ToDouble(point), y = new double[outputShape.Length], gradient = new double[shape.Length];

        double Value(double[] at)
        {
            _backend.UploadDouble(at, input);
            forward(input, output);
            _backend.DownloadDouble(output, y);
            return y.Zip(upstream, (a, b) => a * b).Sum();
        }

        Value(x);
        _backend.UploadDouble(upstream, gradOutput);
        backward(input, output, gradOutput, gradInput);
        _backend.DownloadDouble(gradInput, gradient);
        CentralDifference.AssertGradient(Value, x, gradient);
    }
}
