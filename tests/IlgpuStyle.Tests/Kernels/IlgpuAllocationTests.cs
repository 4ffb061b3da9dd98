using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Once every shape has been seen no device buffer is made, and an evaluation waits for the device once.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuAllocationTests
{
    private static readonly TensorShape s_shape = new(3, 20, 24);

    public static TheoryData<string> Operators => [.. OperatorCall.Operators];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Operator_AfterWarmUp_MakesNoBuffer(string operation)
    {
        using IlgpuBackend backend = IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = ConvolutionVariant.Winograd });
        using OperatorCall call = new(backend);
        call.Invoke(operation);
        (int buffers, long bytes) = (backend.Allocations, backend.AllocatedBytes);
        call.Invoke(operation);
        Assert.Equal((buffers, bytes), (backend.Allocations, backend.AllocatedBytes));
    }

    [Fact]
    [Trait("Category", "WholeNetwork")]
    public void Evaluation_AfterWarmUp_MakesNoBufferAndWaitsOnce()
    {
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        LossPreset preset = LossPresets.Relative;
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, Picture(1), Picture(2)), s_shape);
        using Tensor image = backend.Allocate("image", s_shape), gradient = backend.Allocate("gradient", s_shape);
        backend.Upload(Picture(3).Data, image);
        objective.Evaluate(image, gradient);
        (int buffers, long bytes, int waits) = (backend.Allocations, backend.AllocatedBytes, backend.Waits);
        objective.Evaluate(image, gradient);
        Assert.Equal((buffers, bytes, 1), (backend.Allocations, backend.AllocatedBytes, backend.Waits - waits));
    }

    private static RgbImage Picture(int seed) => TestPictures.Noise(s_shape.Height, s_shape.Width, seed);
}
