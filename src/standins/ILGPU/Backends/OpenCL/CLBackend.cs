using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace ILGPU.Backends.OpenCL;

/// <summary>Generates OpenCL C in the package; the stand-in cannot.</summary>
public sealed class CLBackend : IDisposable
{
    /// <exception cref="NotSupportedException">Always.</exception>
    public CLBackend(
        Context context, CLCapabilityContext capabilities, CLDeviceVendor vendor, CLCVersion cVersion) =>
        throw new NotSupportedException("The stand-in for ILGPU generates no OpenCL C.");

    public CompiledKernel Compile(in EntryPointDescription entry, in KernelSpecialization specialization) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
