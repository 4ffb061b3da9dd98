namespace ILGPU.Backends.PTX;

/// <summary>A kernel's PTX; the stand-in makes none.</summary>
public sealed class PTXCompiledKernel : CompiledKernel
{
    private PTXCompiledKernel(string code) => PTXAssembly = code;

    public string PTXAssembly { get; }
}
