using System.Globalization;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>The process's resident memory, as Linux counts it (proc(5)); 0 elsewhere.</summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status", References = "/proc/self/clear_refs";

    /// <summary>The peak starts anew at what is resident now, in bytes.</summary>
    public static long ResetPeak()
    {
        if (!File.Exists(References))
            return 0;
        File.WriteAllText(References, "5");
        return Read("VmRSS:");
    }

    /// <summary>The most that was resident since <see cref="ResetPeak"/>, in bytes.</summary>
    public static long Peak() => Read("VmHWM:");

    private static long Read(string name) => !File.Exists(Status) ? 0
        : 1024 * long.Parse(
            File.ReadLines(Status).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'],
                StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
