namespace ILGPU.Runtime.Cuda;

public static class CudaContextExtensions
{
    /// <summary>Adds no device: the stand-in has no GPU.</summary>
    public static Context.Builder Cuda(this Context.Builder builder) => builder;
}
