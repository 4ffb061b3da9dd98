using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What a driver throws ends in one line that says what to do.</summary>
public sealed class DeviceFailureTests
{
    [Theory]
    [InlineData("out of memory\n  at cuMemAlloc", "no memory left (out of memory)")]
    [InlineData("CL_MEM_OBJECT_ALLOCATION_FAILURE", "no memory left")]
    [InlineData("an illegal memory access was encountered", "the device failed (an illegal memory access was encountered)")]
    [InlineData("CL_INVALID_COMMAND_QUEUE", "the device failed")]
    public void Explain_FailureOfADriver_IsOneLineWithAWayOut(string message, string expected)
    {
        InputException? explained = DeviceFailure.Explain(new DriverException(message));
        Assert.NotNull(explained);
        Assert.Contains(expected, explained.Message);
        Assert.Contains("another backend", explained.Message);
        Assert.DoesNotContain('\n', explained.Message);
    }

    [Fact]
    public void Explain_MissingCapability_NamesIt() => Assert.Contains(
        "GenericAddressSpace feature is not supported",
        DeviceFailure.Explain(new CapabilityNotSupportedException("GenericAddressSpace feature is not supported"))!.Message);

    [Fact]
    public void Explain_KernelThatDoesNotCompile_NamesTheInnermostReason() => Assert.Contains(
        "cannot be compiled for this device (no fp16)",
        DeviceFailure.Explain(new InternalCompilerException("internal", new NotSupportedException("no fp16")))!.Message);

    [Fact]
    public void Explain_AnotherException_IsNotTouched() => Assert.Null(DeviceFailure.Explain(new InvalidOperationException("a defect")));

    [Fact]
    public void Allocate_MoreThanKernelsCount_NamesTheTensorAndAWayOut()
    {
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu);
        InputException error = Assert.Throws<InputException>(() => backend.Allocate("huge", new TensorShape(64, 6000, 6000)));
        Assert.Contains("'huge'", error.Message);
        Assert.Contains("smaller picture", error.Message);
    }

    private sealed class DriverException(string message) : AcceleratorException(message)
    {
        public override AcceleratorType AcceleratorType => AcceleratorType.OpenCL;
    }
}
