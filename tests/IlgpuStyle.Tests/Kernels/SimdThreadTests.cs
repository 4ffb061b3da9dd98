using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The number of threads changes how long a result takes, and not one bit of it.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdThreadTests
{
    public static TheoryData<string> Operators => [.. Calls.Keys];

    private static Dictionary<string, Func<IBackend, float[]>> Calls { get; } = new()
    {
        ["ConvolutionForward"] = b => Convolution(b, 40, 24, forward: true),
        ["ConvolutionForward of an image"] = b => Convolution(b, 3, 64, forward: true),
        ["ConvolutionBackwardInput"] = b => Convolution(b, 40, 24, forward: false),
        ["ConvolutionBackwardInput to an image"] = b => Convolution(b, 3, 64, forward: false),
        ["Convolution of many tiles"] = b => Convolution(b, 20, 24, forward: true, height: 100, width: 70),
        ["ConvolutionPool"] = b => ConvolutionPool(b, 40, 24),
        ["ConvolutionPool of many channels"] = b => ConvolutionPool(b, 224, 200),
        ["Pooling"] = Pooling,
        ["Gram"] = Gram,
        ["Losses"] = Losses,
        ["Vectors"] = Vectors,
        ["Regions"] = Regions,
        ["Upsampling"] = Upsampling,
        ["Ranks"] = Ranks,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Threads_Chosen_AreUsed(int threads)
    {
        using SimdBackend backend = new(new SimdOptions { Threads = threads });
        Assert.Equal(threads, backend.Threads);
    }

    [Fact]
    public void Threads_Negative_Throws() =>
        Assert.Throws<ArgumentException>(() => new SimdBackend(new SimdOptions { Threads = -1 }).Dispose());

    [Theory]
    [MemberData(nameof(Operators))]
    public void Operator_AnyNumberOfThreads_GivesTheSameBits(string name)
    {
        using SimdBackend one = new(new SimdOptions { Threads = 1 });
        float[] expected = Calls[name](one);
        Assert.DoesNotContain(float.NaN, expected);
        foreach (int threads in new[] { 2, 3, 5, 16, 64 })
        {
            using SimdBackend many = new(new SimdOptions { Threads = threads });
            ErrorMeasure.AssertSameBits($"{name} on {threads} threads", expected, Calls[name](many));
        }
    }

    private static float[] Convolution(IBackend backend, int ic, int oc, bool forward, int height = 33, int width = 47)
    {
        ConvolutionGeometry geometry = new(ic, oc);
        TensorShape shape = new(ic, height, width), outputShape = geometry.OutputShape(shape);
        using PreparedConvolution layer = backend.PrepareConvolution(
            geometry, RandomData.Weights(geometry.WeightsLength, 9 * ic, seed: 1), RandomData.Normal(oc, seed: 2));
        using Tensor input = Filled(backend, shape, seed: 3), output = Filled(backend, outputShape, seed: 4);
        if (forward)
            backend.ConvolutionForward(layer, input, output, relu: true);
        else
            backend.ConvolutionBackwardInput(layer, output, null, input);
        return Download(backend, forward ? output : input);
    }

    private static float[] ConvolutionPool(IBackend backend, int ic, int oc)
    {
        ConvolutionGeometry geometry = new(ic, oc);
        PoolingGeometry pooling = new(PoolingKind.Average);
        TensorShape shape = new(ic, 33, 47), outputShape = geometry.OutputShape(shape);
        using PreparedConvolution layer = backend.PrepareConvolution(
            geometry, RandomData.Weights(geometry.WeightsLength, 9 * ic, seed: 1), RandomData.Normal(oc, seed: 2));
        using Tensor input = Filled(backend, shape, seed: 3), output = backend.Allocate("output", outputShape);
        using Tensor pooled = backend.Allocate("pooled", pooling.OutputShape(outputShape));
        using Tensor gradient = backend.Allocate("gradient", shape);
        backend.ConvolutionPoolForward(layer, pooling, input, output, pooled);
        backend.ConvolutionPoolBackwardInput(layer, pooling, pooled, output, gradient);
        return [.. Download(backend, output), .. Download(backend, pooled), .. Download(backend, gradient)];
    }

    private static float[] Pooling(IBackend backend)
    {
        PoolingGeometry geometry = new(PoolingKind.Average, Window: 3);
        TensorShape shape = new(19, 33, 47);
        using Tensor input = Filled(backend, shape, seed: 1), gradInput = backend.Allocate("gradInput", shape);
        using Tensor output = backend.Allocate("output", geometry.OutputShape(shape));
        backend.PoolForward(geometry, input, output);
        backend.PoolBackward(geometry, input, output, gradInput);
        return [.. Download(backend, output), .. Download(backend, gradInput)];
    }

    private static float[] Gram(IBackend backend)
    {
        using Tensor features = Filled(backend, new TensorShape(40, 33, 47), seed: 1);
        using Tensor gram = backend.Allocate("gram", TensorShape.Matrix(40)), gradient = Filled(backend, features.Shape, seed: 2);
        using Tensor sums = backend.Allocate("sums", new TensorShape(40, 1, 1));
        backend.GramForward(features, 0.01, gram, new(sums, 0.1));
        backend.GramBackwardAccumulate(gram, features, 0.5, gradient, new(sums, 0.7));
        return [.. Download(backend, gram), .. Download(backend, gradient)];
    }

    private static float[] Losses(IBackend backend)
    {
        TensorShape shape = new(3, 133, 147);
        using Tensor a = Filled(backend, shape, seed: 1), b = Filled(backend, shape, seed: 2);
        using Tensor gradient = Filled(backend, shape, seed: 3);
        using ScalarBuffer results = backend.AllocateScalars(2);
        double[] values = new double[2];
        backend.TotalVariationAccumulate(a, TotalVariationKind.Absolute, 0.6, 1.7, results, 1, gradient);
        backend.SquaredDistanceAccumulate(a, b, 0.3, results, 0, gradient);
        backend.Download(results, values);
        return [.. values.SelectMany(Parts), .. Download(backend, gradient)];
    }

    private static float[] Vectors(IBackend backend)
    {
        TensorShape shape = TensorShape.Vector(100003);
        using Tensor a = Filled(backend, shape, seed: 1), b = Filled(backend, shape, seed: 2), c = Filled(backend, shape, seed: 3);
        double[] values = new double[7];
        Tensor[] left = [a, b], right = [a, b, c];
        backend.Dots(left, right, values.AsSpan(0, 6));
        values[6] = backend.SumAbsolute(c);
        backend.LinearCombination([0.3, -1.7, 0.1], right, a);
        return [.. values.SelectMany(Parts), .. Download(backend, a)];
    }

    private static float[] Ranks(IBackend backend)
    {
        TensorShape shape = new(40, 33, 47);
        using Tensor input = Filled(backend, shape, seed: 1), sorted = Filled(backend, shape, seed: 2);
        using Tensor output = backend.Allocate("output", shape);
        backend.ReluForward(input, input);
        backend.MatchRanks(input, sorted, output);
        return Download(backend, output);
    }

    private static float[] Upsampling(IBackend backend)
    {
        TensorShape shape = new(3, 333, 147);
        using Tensor fine = Filled(backend, shape, seed: 1), coarse = backend.Allocate("coarse", new TensorShape(3, 167, 74));
        backend.UpsampleTransposed(fine, coarse, wraps: false);
        backend.UpsampleAccumulate(coarse, 0.3, fine, wraps: false);
        return [.. Download(backend, coarse), .. Download(backend, fine)];
    }

    private static float[] Regions(IBackend backend)
    {
        TensorShape shape = new(40, 133, 47);
        using Tensor features = Filled(backend, shape, seed: 1), result = Filled(backend, shape, seed: 2);
        using Tensor mask = Filled(backend, shape with { Channels = 1 }, seed: 3),
            sums = Filled(backend, new TensorShape(40, 1, 1), seed: 4);
        using Tensor a = Filled(backend, TensorShape.Matrix(83), seed: 5), b = Filled(backend, a.Shape, seed: 6),
            c = Filled(backend, a.Shape, seed: 7);
        using ScalarBuffer slots = backend.AllocateScalars(1);
        double[] values = new double[1];
        using Tensor image = Filled(backend, new TensorShape(3, 133, 47), seed: 8), gradImage = Filled(backend, image.Shape, seed: 9);
        backend.MaskMultiplyAccumulate(features, mask, 0.3, result);
        backend.ChannelSums(result, 0.1, sums);
        backend.ChannelAccumulate(sums, 0.7, result);
        backend.MatrixProduct(a, b, 0.2, c);
        backend.DiagonalVariationAccumulate(image, 0.4, slots, 0, gradImage);
        backend.Download(slots, values);
        return [.. Download(backend, result), .. Download(backend, c), .. Download(backend, gradImage), .. values.SelectMany(Parts)];
    }

    /// <summary>A float64 number as three float32 numbers that add up to it exactly.</summary>
    private static IEnumerable<float> Parts(double value)
    {
        float upper = (float)value, middle = (float)(value - upper);
        return [upper, middle, (float)(value - upper - middle)];
    }

    private static Tensor Filled(IBackend backend, TensorShape shape, int seed)
    {
        Tensor tensor = backend.Allocate("values", shape);
        backend.Upload(RandomData.Normal(shape, seed), tensor);
        return tensor;
    }

    private static float[] Download(IBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }
}
