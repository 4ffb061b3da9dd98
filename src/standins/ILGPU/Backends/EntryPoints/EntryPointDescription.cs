using System.Reflection;

namespace ILGPU.Backends.EntryPoints;

/// <summary>The kernel to generate code for.</summary>
public readonly struct EntryPointDescription
{
    private EntryPointDescription(MethodInfo method) => MethodSource = method;

    public MethodInfo MethodSource { get; }

    public static EntryPointDescription FromExplicitlyGroupedKernel(MethodInfo methodSource) => new(methodSource);
}
