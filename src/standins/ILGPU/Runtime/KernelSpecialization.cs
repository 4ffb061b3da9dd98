namespace ILGPU.Runtime;

/// <summary>Wishes about a kernel's code, which the stand-in has no use for.</summary>
public readonly struct KernelSpecialization(int? maxNumThreadsPerGroup, int? minNumGroupsPerMultiprocessor)
{
    public static readonly KernelSpecialization Empty;

    public int? MaxNumThreadsPerGroup { get; } = maxNumThreadsPerGroup;

    public int? MinNumGroupsPerMultiprocessor { get; } = minNumGroupsPerMultiprocessor;
}
