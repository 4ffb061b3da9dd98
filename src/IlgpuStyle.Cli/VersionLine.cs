using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using IlgpuStyle.Kernels.Ilgpu;

namespace IlgpuStyle.Cli;

/// <summary>What this program was built from.</summary>
internal static class VersionLine
{
    /// <summary>Said wherever it matters that ILGPU is not the real one.</summary>
    public const string StandInNotice =
        "built without ILGPU: no GPU; to get it, build where a package feed serves ILGPU and StbImageSharp (see build/README.md)";

    /// <summary>Whether the stand-ins took the packages' place.</summary>
    public static bool IsStandIn => IlgpuSource == "standin";

    /// <summary>The program's version number.</summary>
    public static string Number => typeof(Program).Assembly.GetName().Version?.ToString(3) ?? "";

    private static string IlgpuSource =>
        typeof(IlgpuBackend).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "IlgpuSource")?.Value ?? "unknown";

    /// <summary>Replaces the library's bare version by ours.</summary>
    public static void Attach(RootCommand root)
    {
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Action = new Print();
    }

    /// <summary>The program and everything it was built from, in one line.</summary>
    public static string Description
    {
        get
        {
            string ilgpu = typeof(ILGPU.Context).Assembly.GetName().Version?.ToString(3) ?? "";
            string source = IsStandIn ? StandInNotice : $"ILGPU {ilgpu} ({IlgpuSource})";
            return $"istyle {Number}, .NET {Environment.Version}, {RuntimeInformation.RuntimeIdentifier}, {source}";
        }
    }

    private sealed class Print : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Description);
            return ExitCodes.Success;
        }
    }
}
