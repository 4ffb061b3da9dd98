namespace ILGPU.Runtime.OpenCL;

public static class CLContextExtensions
{
    /// <summary>Adds no device: the stand-in has no GPU.</summary>
    public static Context.Builder OpenCL(this Context.Builder builder, Predicate<CLDevice> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return builder;
    }
}
