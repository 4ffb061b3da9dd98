using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Display;

/// <summary>What this program was built from.</summary>
internal static class VersionLine
{
    /// <summary>The program's version number.</summary>
    public static string Number => typeof(Program).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>
    /// The code that decides a picture's bits, 12 hexadecimal digits: a hash of the compiler's fingerprints
    /// of library and kernels. Two builds of one version may differ in it.
    /// </summary>
    public static string Build { get; } = Convert.ToHexStringLower(SHA256.HashData(
        [.. new[] { typeof(Imaging.ImageFile), typeof(SimdBackend), typeof(IlgpuBackend) }
            .SelectMany(type => type.Module.ModuleVersionId.ToByteArray())]))[..12];

    /// <summary>Replaces the library's bare version by ours.</summary>
    public static void Attach(RootCommand root)
    {
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Action = new Print();
    }

    /// <summary>The program and everything it was built from, in one line.</summary>
    public static string Description => string.Join(", ", Describe());

    /// <summary>The packages inside.</summary>
    public static string Packages
    {
        get
        {
            string ilgpu = typeof(ILGPU.Context).Assembly.GetName().Version?.ToString(3) ?? "";
            IEnumerable<string> pictures = typeof(Imaging.ImageFile).Assembly.GetReferencedAssemblies()
                .Where(assembly => assembly.Name!.StartsWith("StbImage", StringComparison.Ordinal)
                    || assembly.Name.StartsWith("Magick.NET-", StringComparison.Ordinal))
                .Select(assembly => $"{assembly.Name} {assembly.Version?.ToString(3)}");
            return $"ILGPU {ilgpu}, {string.Join(", ", pictures)}";
        }
    }

    private static IEnumerable<string> Describe()
    {
        yield return $"istyle {Number}, build {Build}";
        yield return Packages;
        yield return $".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}";
        int threads = Environment.ProcessorCount;
        yield return $"{SimdBackend.InstructionSet}, {threads} {(threads == 1 ? "thread" : "threads")}";
    }

    private sealed class Print : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            foreach (string line in Describe())
                parseResult.InvocationConfiguration.Output.WriteLine(line);
            return ExitCodes.Success;
        }
    }
}
