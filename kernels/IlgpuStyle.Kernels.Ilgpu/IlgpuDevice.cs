using System.Globalization;

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
    /// <summary>What the speed and the bits of kernels depend on: the device and its driver; empty if it cannot be used.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Whether it can compute with <see cref="IlgpuOptions.TensorCores"/>; false if it cannot be used.</summary>
    public bool HasTensorCores { get; init; }

    /// <summary>Whether <see cref="IlgpuBackend.Create(IlgpuDeviceKind, int, IlgpuOptions?)"/> will accept
    /// it.</summary>
    public bool IsUsable => UnusableReason is null;

    /// <summary>The kind's name on the command line: "cuda", "opencl", "ilgpu-cpu".</summary>
    public string KindName => NameOf(Kind);

    /// <summary>Its own name on the command line: "cuda", and "cuda:1" for the second of a kind.</summary>
    public string CommandName => Index > 0 ? FormattableString.Invariant($"{KindName}:{Index}") : KindName;

    /// <summary>The device that a name means: "cuda" is the first of its kind, "cuda:1" the second; null for another word.</summary>
    public static (IlgpuDeviceKind Kind, int Index)? Parse(string name)
    {
        string[] parts = name.Split(':');
        foreach (IlgpuDeviceKind kind in Enum.GetValues<IlgpuDeviceKind>())
        {
            if (parts[0] != NameOf(kind))
                continue;
            if (parts.Length == 1)
                return (kind, 0);
            if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                return (kind, index);
        }

        return null;
    }

    /// <summary>The name of a kind on the command line.</summary>
    public static string NameOf(IlgpuDeviceKind kind) => kind switch
    {
        IlgpuDeviceKind.Cuda => "cuda",
        IlgpuDeviceKind.OpenCL => "opencl",
        _ => "ilgpu-cpu",
    };
}
