using System.Reflection;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Which library this build's ILGPU comes from.</summary>
public static class BuildInformation
{
    /// <summary>"package", "standin" or "path": the value of IlgpuResolvedSource at build time.</summary>
    public static string IlgpuSource { get; } = typeof(BuildInformation).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == nameof(IlgpuSource))?.Value ?? "unknown";

    /// <summary>Whether ILGPU is the stand-in, which has no GPU support.</summary>
    public static bool IsStandIn => IlgpuSource == "standin";
}
