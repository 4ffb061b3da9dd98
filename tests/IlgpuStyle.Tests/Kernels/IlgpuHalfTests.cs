using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Activations in half precision on ILGPU's CPU accelerator.</summary>
public sealed class IlgpuHalfTests : HalfActivationTests
{
    /// <inheritdoc/>
    private protected override IlgpuBackend Open(IlgpuOptions options) => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: options);
}
