namespace ILGPU.Runtime.Cuda;

/// <summary>NVIDIA's optimiser, which is never used.</summary>
public abstract class NvvmAPI
{
    private protected NvvmAPI()
    {
    }
}
