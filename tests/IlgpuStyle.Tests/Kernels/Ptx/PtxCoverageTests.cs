using System.Globalization;
using System.Reflection;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using PtxInterpreter;
using PtxInterpreter.Ilgpu;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>No kernel is left out.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxCoverageTests(PtxBackends backends, ITestOutputHelper output)
{
    /// <summary>Whatever other tests have executed, after this every kernel has been; the table says how much of each.</summary>
    [Fact]
    public void Operators_OnInterpretedBackends_ExecuteEveryKernel()
    {
        IlgpuBackend plain = (IlgpuBackend)backends.Plain.Require(), winograd = (IlgpuBackend)backends.Winograd.Require();
        IlgpuBackend tiles = (IlgpuBackend)backends.Tiles.Require(), tiledWinograd = (IlgpuBackend)backends.TiledWinograd.Require();
        using (OperatorCall call = new(plain))
        {
            foreach (string name in OperatorCall.Operators)
                call.Invoke(name);
        }

        using (Tensor picture = plain.Allocate("picture", new TensorShape(3, 4, 4)))
        {
            plain.Clamp(picture, 0, 1);
            plain.SumAbsolute(picture);
        }

        CallLayer(plain, new ConvolutionGeometry(3, 5, PaddingMode: PaddingMode.Reflect), PoolingKind.Average);
        foreach (PoolingKind kind in Enum.GetValues<PoolingKind>())
        {
            CallLayer(plain, new ConvolutionGeometry(3, 5), kind);
            CallLayer(winograd, new ConvolutionGeometry(3, 5), kind);
            // 48 channels are summed in two ranges, 17 in one.
            CallLayer(tiles, new ConvolutionGeometry(17, 48), kind);
            CallLayer(tiles, new ConvolutionGeometry(48, 48), kind);
        }

        CallLayer(tiledWinograd, new ConvolutionGeometry(3, 41), PoolingKind.Average);
        using IlgpuBackend yardstick = BackendCatalogue.OpenInterpreted(
            new IlgpuOptions { Convolution = ConvolutionVariant.Plain }, contract: false);
        CallForward(yardstick, new ConvolutionGeometry(3, 5));
        CallForward(plain, new ConvolutionGeometry(5, 3));
        IlgpuOptions halves = new() { HalfActivations = true, Convolution = ConvolutionVariant.Direct };
        using IlgpuBackend half = BackendCatalogue.OpenInterpreted(halves with { GroupSize = 64 }, contract: false);
        using IlgpuBackend halfWinograd = BackendCatalogue.OpenInterpreted(
            halves with { GroupSize = 64, Convolution = ConvolutionVariant.Winograd }, contract: false);
        using IlgpuBackend halfTiles = BackendCatalogue.OpenInterpreted(halves, contract: false);
        CallForward(half, new ConvolutionGeometry(5, 3));
        CallLayer(half, new ConvolutionGeometry(3, 5), PoolingKind.Max);
        foreach (PoolingKind kind in new[] { PoolingKind.Average, PoolingKind.Max })
        {
            CallLayer(halfWinograd, new ConvolutionGeometry(3, 5), kind);
            CallLayer(halfTiles, new ConvolutionGeometry(48, 48), kind);
        }

        CallLayer(halfTiles, new ConvolutionGeometry(17, 48), PoolingKind.Max);
        IlgpuBackend tensors = (IlgpuBackend)backends.TensorCores.Require();
        using IlgpuBackend halfTensors = BackendCatalogue.OpenInterpreted(
            new IlgpuOptions { HalfActivations = true, Convolution = ConvolutionVariant.Tensor, TensorCores = true }, contract: false);
        foreach (PoolingKind kind in new[] { PoolingKind.Average, PoolingKind.Max })
        {
            // In two ranges of channels, and two blocks of output channels in one range.
            foreach (int channels in new[] { 48, 72 })
            {
                CallLayer(tensors, new ConvolutionGeometry(48, channels), kind);
                CallLayer(halfTensors, new ConvolutionGeometry(48, channels), kind);
            }
        }

        IlgpuBackend[] all = [plain, winograd, tiles, tiledWinograd, yardstick, half, halfWinograd, halfTiles, tensors, halfTensors];
        AssertAllExecuted([.. all
            .SelectMany(backend => ((InterpretedAccelerator)backend.Accelerator).Kernels)]);
    }

    private void AssertAllExecuted(IReadOnlyList<InterpretedKernel> kernels)
    {
        ILookup<MethodInfo, ExecutableFunction> functions =
            kernels.ToLookup(kernel => kernel.CompiledKernel.SourceMethod, kernel => kernel.Function);
        output.WriteLine($"{"kernel",-36} {"launches",9} {"groups",9} {"M instr.",9} {"covered",9}");
        List<string> missing = [];
        foreach ((string name, MethodInfo method, _) in KernelReport.Kernels())
        {
            ExecutableFunction[] executed = [.. functions[method].Where(function => function.Launches > 0)];
            if (executed.Length == 0)
            {
                missing.Add(name);
                continue;
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-36} {executed.Sum(f => f.Launches),9} {executed.Sum(f => f.Groups),9} "
                + $"{executed.Sum(f => f.ThreadInstructions) / 1e6,9:0.0} "
                + $"{100.0 * executed.Max(f => (double)f.CoveredInstructions / f.Instructions),8:0.0}%"));
        }

        Assert.Empty(missing);
    }

    private static PreparedConvolution Prepare(IlgpuBackend backend, ConvolutionGeometry geometry) =>
        backend.PrepareConvolution(geometry, new float[geometry.WeightsLength], new float[geometry.OutputChannels]);

    private static TensorArena Activations(IlgpuBackend backend, params TensorShape[] shapes)
    {
        TensorArena arena = backend.AllocateArena(
            [.. shapes.Select(shape => new TensorRequest("activation", shape, 0, 1, TensorRole.Activation))]);
        foreach (Tensor tensor in arena.Tensors)
            backend.Fill(tensor, 0);
        return arena;
    }

    private static void CallForward(IlgpuBackend backend, ConvolutionGeometry geometry)
    {
        TensorShape shape = new(geometry.InputChannels, 4, 4);
        using PreparedConvolution layer = Prepare(backend, geometry);
        using TensorArena activations = Activations(backend, shape, geometry.OutputShape(shape));
        backend.ConvolutionForward(layer, activations.Tensors[0], activations.Tensors[1], relu: true);
    }

    // What is done by different kernels from backend to backend: convolutions with and without pooling, and Gram matrices.
    private static void CallLayer(IlgpuBackend backend, ConvolutionGeometry geometry, PoolingKind kind)
    {
        CallForward(backend, geometry);
        PoolingGeometry pooling = new(kind);
        TensorShape shape = new(geometry.InputChannels, 4, 4), outputShape = geometry.OutputShape(shape);
        TensorShape pooledShape = pooling.OutputShape(outputShape);
        using PreparedConvolution layer = Prepare(backend, geometry);
        using TensorArena activations = Activations(backend, shape, outputShape, pooledShape);
        Tensor input = activations.Tensors[0], output = activations.Tensors[1], pooled = activations.Tensors[2];
        using Tensor gradInput = backend.Allocate("gradInput", shape), gradient = backend.Allocate("gradient", outputShape);
        using Tensor gradPooled = backend.Allocate("gradPooled", pooledShape);
        using Tensor gram = backend.Allocate("gram", TensorShape.Matrix(geometry.OutputChannels));
        backend.ConvolutionPoolForward(layer, pooling, input, output, pooled);
        backend.PoolBackward(pooling, output, gradPooled, gradient);
        if (backend.FusesPoolBackward(geometry, pooling))
            backend.ConvolutionPoolBackwardInput(layer, pooling, gradPooled, output, gradInput);
        backend.ConvolutionBackwardInput(layer, gradient, output, gradInput);
        backend.ConvolutionBackwardInput(layer, gradient, null, gradInput);
        backend.GramForward(output, 1, gram);
        backend.GramBackwardAccumulate(gram, output, 1, gradient);
    }
}
