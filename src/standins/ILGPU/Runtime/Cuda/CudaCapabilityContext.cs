namespace ILGPU.Runtime.Cuda;

/// <summary>What a generation of cards can do.</summary>
public sealed class CudaCapabilityContext(CudaArchitecture architecture)
{
    internal CudaArchitecture Architecture { get; } = architecture;
}
