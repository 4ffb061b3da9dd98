using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Support;

/// <summary>Every backend that tests know, by its name on the command line.</summary>
public static class BackendCatalogue
{
    /// <summary>The naive float64 loops.</summary>
    public const string Reference = "reference";

    /// <summary>ILGPU's CPU accelerator as production uses it: no barriers, no tiles.</summary>
    public const string IlgpuCpu = "ilgpu-cpu";

    /// <summary>The first NVIDIA card.</summary>
    public const string Cuda = "cuda";

    /// <summary>The first OpenCL device.</summary>
    public const string OpenCL = "opencl";

    /// <summary>Vector instructions on all cores.</summary>
    public const string Simd = "simd";

    /// <summary>Opens a backend.</summary>
    /// <exception cref="SkipException">It is optional and this machine has none; the message says why.</exception>
    public static IBackend Open(string name) => name switch
    {
        Reference => new ReferenceBackend(),
        IlgpuCpu => IlgpuBackend.Create(IlgpuDeviceKind.Cpu),
        Cuda => OpenOptional(IlgpuDeviceKind.Cuda),
        OpenCL => OpenOptional(IlgpuDeviceKind.OpenCL),
        Simd => new SimdBackend(new SimdOptions()),
        _ => throw new ArgumentException($"unknown backend '{name}'."),
    };

    private static IlgpuBackend OpenOptional(IlgpuDeviceKind kind)
    {
        IlgpuDevice device = IlgpuDevices.List().First(d => d.Kind == kind);
        Skip.IfNot(device.IsUsable, $"{device.KindName}: {device.UnusableReason}");
        return IlgpuBackend.Create(kind, device.Index);
    }
}
