using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What the SIMD backend promises beyond the operators' definitions.</summary>
[Trait("Category", "Kernels")]
public sealed class SimdBackendTests
{
    [Fact]
    public void Tier_OnThisProcess_IsTheWidestThatTheRuntimeAllows()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        SimdTier expected = Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? SimdTier.Vector512
            : Avx2.IsSupported && Fma.IsSupported ? SimdTier.Vector256
            : SimdTier.Vector128;
        Assert.Equal(expected, backend.Tier);
    }

    [Theory]
    [InlineData(64, 64, 45, 50)]
    [InlineData(272, 280, 9, 14)]
    [InlineData(3, 24, 33, 18)]
    [InlineData(24, 3, 18, 33)]
    public void Convolution_OneTwoOrFiveThreads_SameBits(int ic, int oc, int height, int width)
    {
        float[] one = RunConvolution(1, ic, oc, height, width);
        Assert.Equal(one, RunConvolution(2, ic, oc, height, width));
        Assert.Equal(one, RunConvolution(5, ic, oc, height, width));
    }

    [Fact]
    public void Reductions_OneTwoOrFiveThreads_SameBits()
    {
        double[] one = RunReductions(1);
        Assert.Equal(one, RunReductions(2));
        Assert.Equal(one, RunReductions(5));
    }

    [Fact]
    public void Operators_AfterFirstUse_AllocateNothing()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 2 });
        ConvolutionGeometry geometry = new(64, 64);
        using PreparedConvolution convolution = backend.PrepareConvolution(
            geometry, Values(geometry.WeightsLength, 1), Values(64, 2));
        TensorShape shape = new(64, 60, 60);
        using Tensor input = Upload(backend, shape, 3), output = backend.Allocate("output", shape);
        using Tensor gradient = Upload(backend, shape, 4), gradInput = backend.Allocate("gradInput", shape);
        using Tensor gram = backend.Allocate("gram", TensorShape.Matrix(64)), pooled = backend.Allocate("pooled", new(64, 30, 30));
        using ScalarBuffer scalars = backend.AllocateScalars(2);
        double[] dots = new double[2];
        Tensor[] left = [input], right = [gradient, output];
        double[] coefficients = [0.5, 2];
        PoolingGeometry pooling = new(PoolingKind.Max);

        void Evaluate()
        {
            backend.ConvolutionForward(convolution, input, output, relu: true);
            backend.ConvolutionBackwardInput(convolution, gradient, output, gradInput);
            backend.PoolForward(pooling, output, pooled);
            backend.PoolBackward(pooling, output, pooled, gradInput);
            backend.GramForward(output, 1, gram);
            backend.GramBackwardAccumulate(gram, output, 1e-6, gradInput);
            backend.SquaredDistance(input, output, 1, scalars, 0);
            backend.TotalVariationAccumulate(input, TotalVariationKind.Squared, 1, 1, scalars, 1, gradInput);
            backend.Dots(left, right, dots);
            backend.LinearCombination(coefficients, right, gradInput);
        }

        Evaluate();
        long native = backend.AllocatedBytes, managed = GC.GetAllocatedBytesForCurrentThread();
        Evaluate();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - managed);
        Assert.Equal(native, backend.AllocatedBytes);
    }

    [Fact]
    public void AllocatedBytes_AfterDisposingTensors_IsWhatItWas()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        long before = backend.AllocatedBytes;
        Tensor tensor = backend.Allocate("tensor", new TensorShape(20, 3, 5));
        Assert.True(backend.AllocatedBytes >= before + backend.StorageBytes(tensor.Shape));
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(before, backend.AllocatedBytes);
        Assert.Throws<ObjectDisposedException>(() => backend.Fill(tensor, 1));
    }

    [Fact]
    public void Fill_ChannelsThatLeaveLanesFree_KeepsThemOutOfSums()
    {
        using SimdBackend backend = new(new SimdOptions { Threads = 1 });
        using Tensor tensor = backend.Allocate("tensor", new TensorShape(7, 3, 5));
        backend.Fill(tensor, 2);
        Assert.Equal(2.0 * 7 * 3 * 5, backend.SumAbsolute(tensor));
        backend.Clamp(tensor, 3, 4);
        Assert.Equal(3.0 * 7 * 3 * 5, backend.SumAbsolute(tensor));
    }

    private static float[] RunConvolution(int threads, int ic, int oc, int height, int width)
    {
        using SimdBackend backend = new(new SimdOptions { Threads = threads });
        ConvolutionGeometry geometry = new(ic, oc);
        using PreparedConvolution convolution = backend.PrepareConvolution(
            geometry, Values(geometry.WeightsLength, 1), Values(oc, 2));
        using Tensor input = Upload(backend, new TensorShape(ic, height, width), 3);
        using Tensor output = backend.Allocate("output", new TensorShape(oc, height, width));
        using Tensor gradInput = backend.Allocate("gradInput", input.Shape);
        backend.ConvolutionForward(convolution, input, output, relu: true);
        backend.ConvolutionBackwardInput(convolution, output, output, gradInput);
        return [.. Download(backend, output), .. Download(backend, gradInput)];
    }

    private static double[] RunReductions(int threads)
    {
        using SimdBackend backend = new(new SimdOptions { Threads = threads });
        using Tensor a = Upload(backend, new TensorShape(40, 70, 61), 1), b = Upload(backend, a.Shape, 2);
        using Tensor gram = backend.Allocate("gram", TensorShape.Matrix(40)), gradient = backend.Allocate("gradient", a.Shape);
        using ScalarBuffer scalars = backend.AllocateScalars(2);
        double[] values = new double[2], dots = new double[1];
        backend.GramForward(a, 0.1, gram);
        backend.SquaredDistance(a, b, 1, scalars, 0);
        backend.TotalVariationAccumulate(a, TotalVariationKind.Absolute, 1, 2, scalars, 1, gradient);
        backend.Download(scalars, values);
        backend.Dots([a], [b], dots);
        return [.. values, .. dots, backend.SumAbsolute(b), .. Download(backend, gram).Select(value => (double)value)];
    }

    private static Tensor Upload(SimdBackend backend, TensorShape shape, int seed)
    {
        Tensor tensor = backend.Allocate("tensor", shape);
        backend.Upload(Values((int)shape.Length, seed), tensor);
        return tensor;
    }

    private static float[] Download(SimdBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }

    private static float[] Values(int length, int seed) => RandomData.Normal(length, seed);
}
