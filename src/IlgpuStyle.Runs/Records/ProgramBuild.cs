using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Runs.Records;

/// <summary>Which program made a picture.</summary>
internal static class ProgramBuild
{
    /// <summary>The version number.</summary>
    public static string Version { get; } = typeof(ProgramBuild).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>
    /// The code that decides a picture's bits, 12 hexadecimal digits: a hash of the compiler's fingerprints
    /// of library and kernels. Two builds of one version may differ in it.
    /// </summary>
    public static string Id { get; } = FileHash.Of(
        [.. new[] { typeof(Imaging.ImageFile), typeof(SimdBackend), typeof(IlgpuBackend) }
            .SelectMany(type => type.Module.ModuleVersionId.ToByteArray())])[..12];
}
