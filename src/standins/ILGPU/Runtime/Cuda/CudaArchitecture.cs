namespace ILGPU.Runtime.Cuda;

/// <summary>A generation of NVIDIA cards.</summary>
public readonly record struct CudaArchitecture(int Major, int Minor)
{
    public static readonly CudaArchitecture SM_80 = new(8, 0);
    public static readonly CudaArchitecture SM_90 = new(9, 0);
    public static readonly CudaArchitecture SM_120 = new(12, 0);
}
