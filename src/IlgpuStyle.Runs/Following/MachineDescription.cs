using System.Runtime.InteropServices;

namespace IlgpuStyle.Runs.Following;

/// <summary>The machine in one line.</summary>
internal static class MachineDescription
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Operating system, processor, cores, memory.</summary>
    public static string Of() => string.Join(
        ", ",
        RuntimeInformation.OSDescription, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(), Processor(),
        Counted.Of(Environment.ProcessorCount, "core"),
        ByteSize.Format(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    private static string Processor()
    {
        try
        {
            string? line = File.Exists(ProcessorFile)
                ? File.ReadLines(ProcessorFile).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return line?.Split(':', 2)[^1].Trim() ?? "processor unknown";
        }
        catch (IOException)
        {
            return "processor unknown";
        }
    }
}
