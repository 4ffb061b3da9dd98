namespace ILGPU.Backends.OpenCL;

/// <summary>A kernel's OpenCL C; the stand-in makes none.</summary>
public sealed class CLCompiledKernel : CompiledKernel
{
    private CLCompiledKernel(string code) => Source = code;

    public string Source { get; }
}
