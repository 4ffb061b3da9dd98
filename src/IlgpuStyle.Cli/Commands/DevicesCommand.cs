using System.CommandLine;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle devices</c>: every backend with name and memory, and why an unusable one is unusable.
/// </summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("devices", "List the backends and devices that can run a transfer.");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    private static int Run(TextWriter output)
    {
        using SimdBackend simd = new(new SimdOptions());
        output.WriteLine($"{"simd",-10} {simd.Description}");
        foreach (IlgpuDevice device in IlgpuDevices.List())
        {
            string state = device.IsUsable
                ? ByteSize.Format(device.MemoryBytes)
                : $"unusable: {device.UnusableReason}";
            string name = device.Name.Length > 0 ? $"{device.Name}, " : "";
            output.WriteLine($"{device.KindName,-10} {name}{state}");
        }

        return ExitCodes.Success;
    }
}
