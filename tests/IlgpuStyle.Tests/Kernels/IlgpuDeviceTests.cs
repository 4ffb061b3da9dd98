using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Kernels;

public sealed class IlgpuDeviceTests
{
    [Fact]
    public void List_AnyMachine_HasEveryKindAndAReasonForEachUnusableDevice()
    {
        IReadOnlyList<IlgpuDevice> devices = IlgpuDevices.List();
        Assert.Equal(Enum.GetValues<IlgpuDeviceKind>(), devices.Select(d => d.Kind).Distinct());
        Assert.All(devices, d => Assert.True(d.IsUsable || d.UnusableReason!.Length > 10, d.ToString()));
        Assert.All(devices, d => Assert.DoesNotContain('\n', d.UnusableReason ?? ""));
        Assert.All(devices.Where(d => d.IsUsable), d => Assert.True(d.MemoryBytes > 0 && d.Index >= 0 && d.Name.Length > 0));
    }

    [Fact]
    public void List_AnyMachine_CpuAcceleratorIsUsable() =>
        Assert.True(Assert.Single(IlgpuDevices.List(), d => d.Kind == IlgpuDeviceKind.Cpu).IsUsable);

    [Fact]
    public void Create_IndexBeyondTheLast_SaysHowManyThereAre()
    {
        InputException error = Assert.Throws<InputException>(() => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, index: 7));
        Assert.Contains("there are 1", error.Message);
    }

    [Fact]
    public void Create_UnknownName_ListsTheKnownOnes()
    {
        InputException error = Assert.Throws<InputException>(() => IlgpuBackend.Create("vulkan"));
        Assert.Contains("cuda, opencl, ilgpu-cpu", error.Message);
    }

    [Fact]
    public void Create_UnusableKind_GivesTheListedReason()
    {
        foreach (IlgpuDevice device in IlgpuDevices.List().Where(d => !d.IsUsable))
        {
            InputException error = Assert.Throws<InputException>(() => IlgpuBackend.Create(device.Kind, Math.Max(0, device.Index)));
            Assert.Contains(device.UnusableReason!, error.Message);
        }
    }
}
