using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>
/// Seconds and rates of VGG19's layers at a picture size: convolutions (with ReLU), Gram products of the style layers, and convolution
/// and pooling in two calls and in one.
/// </summary>
internal static class LayerTimer
{
    /// <summary>Prints a line per layer: the best time of each direction, and GFLOP/s counted as if direct.</summary>
    public static int Run(string[] arguments)
    {
        int size = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        int threads = int.Parse(EvaluationTimer.Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(EvaluationTimer.Option(arguments, "--repeats", "5"), CultureInfo.InvariantCulture);
        string only = EvaluationTimer.Option(arguments, "--only", "");
        using SimdBackend backend = new(new SimdOptions { Threads = threads });
        Console.WriteLine($"{backend.Description}; {size}×{size}; ms and GFLOP/s, forward and backward");
        foreach (VggLayer layer in VggLayer.All.Where(l => l.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            Convolution(backend, layer.AtPictureSize(size), repeats);
            if (layer.Name.EndsWith("_1", StringComparison.Ordinal))
                Gram(backend, layer.AtPictureSize(size), repeats);
            else
                Pooled(backend, layer.AtPictureSize(size), repeats);
        }

        return 0;
    }

    private static void Convolution(IBackend backend, VggLayer layer, int repeats)
    {
        ConvolutionGeometry geometry = layer.Geometry;
        using PreparedConvolution convolution = backend.PrepareConvolution(
            geometry, OperatorBenchmark.Values(geometry.WeightsLength, 1), new float[geometry.OutputChannels]);
        using Tensor input = Filled(backend, layer.InputShape, 2);
        using Tensor output = backend.Allocate("output", layer.OutputShape, TensorRole.Working);
        using Tensor gradient = Filled(backend, layer.OutputShape, 3);
        using Tensor gradInput = backend.Allocate("gradInput", layer.InputShape, TensorRole.Working);
        double forward = Best(repeats, () => backend.ConvolutionForward(convolution, input, output, relu: true));
        double backward = Best(repeats, () => backend.ConvolutionBackwardInput(convolution, gradient, output, gradInput));
        Print(layer.Name, forward, backward, geometry.FloatingPointOperations(layer.InputShape), 1);
    }

    private static void Pooled(IBackend backend, VggLayer layer, int repeats)
    {
        ConvolutionGeometry geometry = layer.Geometry;
        PoolingGeometry pooling = new(PoolingKind.Average);
        TensorShape pooledShape = pooling.OutputShape(layer.OutputShape);
        using PreparedConvolution convolution = backend.PrepareConvolution(
            geometry, OperatorBenchmark.Values(geometry.WeightsLength, 1), new float[geometry.OutputChannels]);
        using Tensor input = Filled(backend, layer.InputShape, 2);
        using Tensor output = backend.Allocate("output", layer.OutputShape, TensorRole.Working);
        using Tensor pooled = backend.Allocate("pooled", pooledShape, TensorRole.Working), gradPooled = Filled(backend, pooledShape, 3);
        using Tensor gradient = backend.Allocate("gradient", layer.OutputShape, TensorRole.Working);
        using Tensor gradInput = backend.Allocate("gradInput", layer.InputShape, TensorRole.Working);
        double forwardApart = Best(repeats, () =>
        {
            backend.ConvolutionForward(convolution, input, output, relu: true);
            backend.PoolForward(pooling, output, pooled);
        });
        double backwardApart = Best(repeats, () =>
        {
            backend.PoolBackward(pooling, output, gradPooled, gradient);
            backend.ConvolutionBackwardInput(convolution, gradient, output, gradInput);
        });
        double forward = Best(repeats, () => backend.ConvolutionPoolForward(convolution, pooling, input, output, pooled));
        double backward = Best(
            repeats, () => backend.ConvolutionPoolBackwardInput(convolution, pooling, gradPooled, output, gradInput));
        double operations = geometry.FloatingPointOperations(layer.InputShape);
        Print("  then pooling", forwardApart, backwardApart, operations, 1);
        Print("  with pooling", forward, backward, operations, 1);
    }

    private static void Gram(IBackend backend, VggLayer layer, int repeats)
    {
        using Tensor features = Filled(backend, layer.OutputShape, 1), gradient = Filled(backend, layer.OutputShape, 2);
        using Tensor gram = backend.Allocate("Gram", TensorShape.Matrix(layer.OutputShape.Channels), TensorRole.Working);
        double forward = Best(repeats, () => backend.GramForward(features, 1e-6, gram));
        double backward = Best(repeats, () => backend.GramBackwardAccumulate(gram, features, 1e-9, gradient));
        double operations = 2.0 * layer.OutputShape.Channels * layer.OutputShape.Length;
        Print($"Gram {layer.Name}", forward, backward, operations, 0.5);
    }

    private static void Print(string name, double forward, double backward, double operations, double forwardShare) =>
        Console.WriteLine(
            $"  {name,-14} {forward * 1e3,8:F2} {backward * 1e3,8:F2} ms {forwardShare * operations / forward / 1e9,7:F0} "
            + $"{operations / backward / 1e9,7:F0} GFLOP/s");

    private static Tensor Filled(IBackend backend, TensorShape shape, int seed)
    {
        Tensor tensor = backend.Allocate("benchmark", shape, TensorRole.Working);
        backend.Upload(OperatorBenchmark.Values((int)shape.Length, seed), tensor);
        return tensor;
    }

    private static double Best(int repeats, Action operation)
    {
        operation();
        double best = double.MaxValue;
        for (int i = 0; i < repeats; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            operation();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return best;
    }
}
