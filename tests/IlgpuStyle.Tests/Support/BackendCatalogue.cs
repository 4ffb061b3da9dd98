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

    /// <summary>Vector instructions on all cores.</summary>
    public const string Simd = "simd";

    /// <summary>ILGPU kernels on its CPU accelerator.</summary>
    public const string IlgpuCpu = "ilgpu-cpu";

    /// <summary>Opens a backend.</summary>
    public static IBackend Open(string name) => name switch
    {
        Reference => new ReferenceBackend(),
        Simd => new SimdBackend(new SimdOptions()),
        IlgpuCpu => IlgpuBackend.Create(IlgpuDeviceKind.Cpu),
        _ => throw new ArgumentException($"unknown backend '{name}'."),
    };
}
