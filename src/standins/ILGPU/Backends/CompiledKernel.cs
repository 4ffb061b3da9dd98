namespace ILGPU.Backends;

/// <summary>Generated code. There is none: the stand-in runs kernels as they are.</summary>
public abstract class CompiledKernel
{
    private protected CompiledKernel()
    {
    }
}
