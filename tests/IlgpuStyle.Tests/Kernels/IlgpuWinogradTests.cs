using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Winograd's convolution on ILGPU's CPU accelerator, which would not choose it by itself, in groups of 1, 3 and 4 threads. Larger
/// ones get the tiled product, which the interpreter of PTX runs: here its barriers take milliseconds each.
/// </summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuWinogradTests(IlgpuWinogradTests.Fixture fixture) : IClassFixture<IlgpuWinogradTests.Fixture>
{
    /// <summary>Group size, input and output channels, height, width, padding, mode.</summary>
    public static TheoryData<int, int, int, int, int, int, PaddingMode> Cases()
    {
        TheoryData<int, int, int, int, int, int, PaddingMode> cases = [];
        // Which element an index is does not depend on the group; how a group shares them does: fewer than its threads, more, a border.
        foreach ((int height, int width) in new[] { (1, 1), (1, 7), (3, 5), (4, 4), (5, 8), (6, 12), (17, 31) })
            cases.Add(1, 3, 7, height, width, 1, PaddingMode.Zero);
        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
        {
            cases.Add(1, 7, 3, 6, 9, 1, mode);
            cases.Add(1, 2, 3, 8, 9, 2, mode);
        }

        cases.Add(1, 5, 5, 9, 8, 0, PaddingMode.Zero);
        foreach (int groupSize in new[] { 3, 4 })
        {
            cases.Add(groupSize, 3, 7, 1, 1, 1, PaddingMode.Zero);
            cases.Add(groupSize, 3, 7, 17, 31, 1, PaddingMode.Zero);
            cases.Add(groupSize, 7, 3, 6, 9, 1, PaddingMode.Circular);
            cases.Add(groupSize, 2, 3, 8, 9, 2, PaddingMode.Reflect);
        }

        // 289 tiles: more than one batch.
        cases.Add(1, 2, 3, 66, 68, 1, PaddingMode.Zero);
        cases.Add(3, 65, 67, 5, 6, 1, PaddingMode.Zero);
        // The longest sums of VGG19, where rounding is worst: forward and backward.
        cases.Add(1, 512, 16, 8, 5, 1, PaddingMode.Zero);
        cases.Add(1, 16, 512, 8, 5, 1, PaddingMode.Zero);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_Winograd_MatchesReference(int groupSize, int ic, int oc, int height, int width, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        TensorShape shape = new(ic, height, width);
        using OperatorScene scene = new(fixture.Open(groupSize));
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 2));
        Operand output = scene.Output("output", geometry.OutputShape(shape));
        scene.Run(b => b.ConvolutionForward(layer.On(b), input.On(b), output.On(b), relu: height % 2 == 1));
        OperatorScene.AssertClose(output, Tolerances.Convolution);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void BackwardInput_Winograd_MatchesReference(int groupSize, int oc, int ic, int height, int width, int padding, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        TensorShape shape = new(ic, height, width), outputShape = geometry.OutputShape(shape);
        using OperatorScene scene = new(fixture.Open(groupSize));
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 2));
        Operand? reluOutput = height % 2 == 1
            ? scene.Input("reluOutput", outputShape, RandomData.Normal(outputShape, seed: 3))
            : null;
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), reluOutput?.On(b), gradInput.On(b)));
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }

    /// <summary>Otherwise the tests above would test the direct kernels: the two round differently.</summary>
    [Fact]
    public void Forward_WinogradAndDirect_AreDifferentComputations()
    {
        float[] direct = Run(ConvolutionVariant.Direct), winograd = Run(ConvolutionVariant.Winograd);
        Assert.NotEqual(direct, winograd);
        Assert.Equal(direct, Run(ConvolutionVariant.Automatic));
    }

    [Fact]
    public void Estimates_Winograd_AreWhatIsThenAllocated()
    {
        using IlgpuBackend backend = IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = ConvolutionVariant.Winograd });
        ConvolutionGeometry geometry = new(5, 70);
        TensorShape shape = new(5, 70, 70), outputShape = geometry.OutputShape(shape);
        using Tensor input = backend.Allocate("input", shape), output = backend.Allocate("output", outputShape);
        long before = backend.AllocatedBytes;
        using PreparedConvolution layer = backend.PrepareConvolution(geometry, new float[geometry.WeightsLength], new float[70]);
        Assert.Equal(backend.WeightsBytes(geometry), backend.AllocatedBytes - before);
        before = backend.AllocatedBytes;
        backend.ConvolutionForward(layer, input, output, relu: true);
        backend.ConvolutionBackwardInput(layer, output, output, input);
        WorkspaceDemand demand = new([(geometry, shape)], [], new TensorShape(3, 1, 1));
        Assert.Equal(backend.WorkspaceBytes(demand), backend.AllocatedBytes - before);
    }

    private static float[] Run(ConvolutionVariant variant)
    {
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = variant });
        ConvolutionGeometry geometry = new(8, 4);
        TensorShape shape = new(8, 9, 9);
        using PreparedConvolution layer = backend.PrepareConvolution(
            geometry, RandomData.Weights(geometry.WeightsLength, 72, seed: 1), new float[4]);
        using Tensor input = backend.Allocate("input", shape), output = backend.Allocate("output", geometry.OutputShape(shape));
        backend.Upload(RandomData.Normal(shape, seed: 2), input);
        backend.ConvolutionForward(layer, input, output, relu: false);
        float[] values = new float[output.Shape.Length];
        backend.Download(output, values);
        return values;
    }

    /// <summary>One backend a group size.</summary>
    public sealed class Fixture : IDisposable
    {
        private readonly Dictionary<int, IlgpuBackend> _backends = [];

        internal IlgpuBackend Open(int groupSize)
        {
            if (!_backends.TryGetValue(groupSize, out IlgpuBackend? backend))
            {
                backend = IlgpuBackend.Create(
                    IlgpuDeviceKind.Cpu,
                    options: new IlgpuOptions { GroupSize = groupSize, Convolution = ConvolutionVariant.Winograd });
                _backends[groupSize] = backend;
            }

            return backend;
        }

        public void Dispose()
        {
            foreach (IlgpuBackend backend in _backends.Values)
                backend.Dispose();
        }
    }
}
