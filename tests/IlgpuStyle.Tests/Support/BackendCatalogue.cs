using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Every backend that tests know, by its name on the command line. <see cref="Simd"/> and <see cref="IlgpuCpu"/> must work on every
/// machine; a graphics card is optional, and its tests say why they did not run.
/// </summary>
public static class BackendCatalogue
{
    /// <summary>The naive float64 loops.</summary>
    public const string Reference = "reference";

    /// <summary>Vector instructions and threads.</summary>
    public const string Simd = "simd";

    /// <summary>ILGPU's accelerator on the host, made for debugging kernels.</summary>
    public const string IlgpuCpu = "ilgpu-cpu";

    /// <summary>The same with NaN in all memory that an operator has not written itself.</summary>
    public const string IlgpuCpuSoiled = "ilgpu-cpu, soiled";

    /// <summary>The same with groups of three threads, soiled: trees of odd size, barriers between real threads.</summary>
    public const string IlgpuCpuOddGroups = "ilgpu-cpu, groups of 3";

    /// <summary>The same with groups of 256 threads, soiled, as a card runs them: tiled kernels. Slow.</summary>
    public const string IlgpuCpuTiles = "ilgpu-cpu, groups of 256";

    /// <summary>The same with Winograd's convolutions, soiled, which take pooling along.</summary>
    public const string IlgpuCpuWinograd = "ilgpu-cpu, Winograd";

    /// <summary>NVIDIA cards.</summary>
    public const string Cuda = "cuda";

    /// <summary>OpenCL devices.</summary>
    public const string OpenCL = "opencl";

    /// <summary>Opens a backend.</summary>
    /// <exception cref="SkipException">It is optional and this machine has none; the message says why.</exception>
    public static IBackend Open(string name) => name switch
    {
        Reference => new ReferenceBackend(),
        Simd => new SimdBackend(new SimdOptions()),
        IlgpuCpu => IlgpuBackend.Create(IlgpuDeviceKind.Cpu),
        IlgpuCpuSoiled => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { SoilsScratch = true }),
        IlgpuCpuOddGroups => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { GroupSize = 3, SoilsScratch = true }),
        IlgpuCpuTiles => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { GroupSize = 256, SoilsScratch = true }),
        IlgpuCpuWinograd => IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = ConvolutionVariant.Winograd, SoilsScratch = true }),
        Cuda => OpenIfPresent(IlgpuDeviceKind.Cuda),
        OpenCL => OpenIfPresent(IlgpuDeviceKind.OpenCL),
        _ => throw new ArgumentException($"unknown backend '{name}'."),
    };

    private static IlgpuBackend OpenIfPresent(IlgpuDeviceKind kind)
    {
        List<IlgpuDevice> devices = [.. IlgpuDevices.List().Where(device => device.Kind == kind)];
        IlgpuDevice? usable = devices.Find(device => device.IsUsable);
        Skip.If(usable is null, $"{IlgpuDevice.NameOf(kind)}: {devices[0].UnusableReason}");
        return IlgpuBackend.Create(kind, usable.Index);
    }
}
