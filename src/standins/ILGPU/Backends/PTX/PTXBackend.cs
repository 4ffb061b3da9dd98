using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ILGPU.Backends.PTX;

/// <summary>Generates PTX in the package; the stand-in cannot.</summary>
public sealed class PTXBackend : IDisposable
{
    /// <exception cref="NotSupportedException">Always.</exception>
    public PTXBackend(
        Context context, CudaCapabilityContext capabilities, CudaArchitecture architecture, CudaInstructionSet instructionSet,
        NvvmAPI nvvmAPI) =>
        throw new NotSupportedException("The stand-in for ILGPU generates no PTX.");

    public CompiledKernel Compile(in EntryPointDescription entry, in KernelSpecialization specialization) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
