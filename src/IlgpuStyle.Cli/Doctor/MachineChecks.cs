using System.Runtime.InteropServices;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Cli.Doctor;

/// <summary>The runtime, the processor, the memory and the graphics cards.</summary>
internal static class MachineChecks
{
    // The default run takes some 500 MiB (istyle plan).
    private const long EnoughMemory = 700L << 20;

    /// <summary>One finding after the other.</summary>
    public static IEnumerable<Finding> Run()
    {
        yield return Finding.Good("program", $"istyle {ProgramBuild.Version}, {VersionLine.Packages}");
        yield return Finding.Good(
            "runtime", $".NET {Environment.Version} on {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.ProcessArchitecture}");
        yield return Processor();
        yield return Memory();
        foreach (IlgpuDevice device in IlgpuDevices.List())
            yield return Device(device);
    }

    /// <summary>The verdict on an amount of memory.</summary>
    /// <param name="total">Bytes that the process may use.</param>
    /// <param name="available">Bytes that nobody uses now; null where the system does not say.</param>
    internal static Finding MemoryFinding(long total, long? available)
    {
        string text = $"{ByteSize.Format(total)} for this "
            + $"process{(available is long free ? $", {ByteSize.Format(free)} of the machine free" : "")}";
        return Math.Min(total, available ?? total) >= EnoughMemory
            ? Finding.Good("memory", text)
            : Finding.Note(
                "memory", text,
                "close other programs, or give --memory: the run is made to fit or says what would");
    }

    private static Finding Processor()
    {
        using SimdBackend simd = new(new SimdOptions());
        string text = $"{SimdBackend.InstructionSet}, {Counted.Of(simd.Threads, "thread")}";
        return simd.Tier == SimdTier.Vector128
            ? Finding.Note(
                "processor", $"{text}: vectors of 128 bits",
                "a processor with AVX2 is some times faster; on one that has it, unset DOTNET_EnableAVX2 "
                    + "and DOTNET_EnableHWIntrinsic")
            : Finding.Good("processor", text);
    }

    private static Finding Memory() =>
        MemoryFinding(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, AvailableMemory());

    private static Finding Device(IlgpuDevice device)
    {
        if (device.IsUsable)
        {
            if (DeviceProver.Known(device) is { Failure: { } failure })
                return Finding.Note(
                    device.KindName, $"{device.Name} computes wrongly ({failure})",
                    "update its driver, then 'istyle devices --prove'; until then a run takes another device");
            string use = device.Kind == IlgpuDeviceKind.Cpu ? " (for debugging kernels only)" : "";
            return Finding.Good(
                device.KindName, $"{device.Name}, {ByteSize.Format(device.MemoryBytes)}{use}");
        }

        // The reason ends in what to do, behind a colon.
        string reason = device.UnusableReason!;
        int colon = reason.LastIndexOf(": ", StringComparison.Ordinal);
        return colon < 0
            ? Finding.Note(device.KindName, reason, "")
            : Finding.Note(device.KindName, reason[..colon], reason[(colon + 2)..]);
    }

    private static long? AvailableMemory()
    {
        const string File = "/proc/meminfo", Key = "MemAvailable:";
        if (!System.IO.File.Exists(File))
            return null;
        string? line = System.IO.File.ReadLines(File).FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
        return line is not null
            && long.TryParse(
                line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), out long kibibytes)
            ? kibibytes << 10
            : null;
    }
}
