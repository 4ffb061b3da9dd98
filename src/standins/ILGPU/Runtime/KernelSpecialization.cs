namespace ILGPU.Runtime;

/// <summary>Wishes about a kernel's code; only the empty one is used.</summary>
public readonly struct KernelSpecialization
{
    public static readonly KernelSpecialization Empty;
}
