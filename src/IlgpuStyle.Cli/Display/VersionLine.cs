using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Cli.Display;

/// <summary>What this program was built from.</summary>
internal static class VersionLine
{
    /// <summary>Replaces the library's bare version by ours.</summary>
    public static void Attach(RootCommand root)
    {
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Aliases.Add("-v");
        version.Aliases.Add("-V");
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
        yield return $"istyle {ProgramBuild.Version}, build {ProgramBuild.Id}";
        yield return Packages;
        yield return $".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}";
        yield return $"{SimdBackend.InstructionSet}, {Counted.Of(Environment.ProcessorCount, "thread")}";
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
