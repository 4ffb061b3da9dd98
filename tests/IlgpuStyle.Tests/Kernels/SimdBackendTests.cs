using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What the SIMD backend promises beyond the operators' definitions.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdBackendTests
{
    /// <summary>Shapes that cut into batches, phases, bands and rows.</summary>
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
