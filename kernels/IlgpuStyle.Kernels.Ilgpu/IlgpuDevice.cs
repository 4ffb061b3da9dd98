namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>One line of the device list: a device that ILGPU found, or a whole kind with the reason why it
/// has none.</summary>
/// <param name="Kind">The family.</param>
/// <param name="Index">Position among the devices of its kind, the argument of
/// <see cref="IlgpuBackend.Create(IlgpuDeviceKind, int, IlgpuOptions?)"/>; −1 if there is no device.</param>
/// <param name="Name">The driver's name of the device; empty if there is none.</param>
/// <param name="IsGpu">Whether it is a graphics card; OpenCL also lists processors.</param>
/// <param name="MemoryBytes">Device memory in bytes; 0 if there is no device.</param>
/// <param name="UnusableReason">Why it cannot be used and what to do, in one line; null if it can.</param>
internal sealed record IlgpuDevice(IlgpuDeviceKind Kind, int Index, string Name, bool IsGpu, long MemoryBytes,
    string? UnusableReason)
{
    /// <summary>Whether <see cref="IlgpuBackend.Create(IlgpuDeviceKind, int, IlgpuOptions?)"/> will accept
    /// it.</summary>
    public bool IsUsable => UnusableReason is null;

    /// <summary>The kind's name on the command line: "cuda", "opencl", "ilgpu-cpu".</summary>
    public string KindName => NameOf(Kind);

    /// <summary>The name of a kind on the command line.</summary>
    public static string NameOf(IlgpuDeviceKind kind) => kind switch
    {
        IlgpuDeviceKind.Cuda => "cuda",
        IlgpuDeviceKind.OpenCL => "opencl",
        _ => "ilgpu-cpu",
    };
}
