using System.CommandLine;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Verification;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle devices</c>: every backend with name and memory, why an unusable one is unusable, and whether a card computes what the
/// processor computes; with <c>--prove</c> operator by operator.
/// </summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> prove = new("--prove")
        {
            Description = "Compare the graphics cards, or the device that --backend names, with the processor: every operator, whole "
                + "evaluations, golden files; a table for a report. Exits 1 beyond tolerance.",
        };
        Option<string[]> golden = new("--golden")
        {
            HelpName = "FILE",
            Description = "With --prove: golden files too, as 'istyle verify' takes them.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> size = new("--size")
        {
            Description = "With --prove: height of the evaluations' picture in pixels.",
            DefaultValueFactory = _ => EvaluationProof.DefaultSize,
        };
        SettingOptions backend = new(RunKind.Transfer, [MachineSettings.Backend]);
        Command command = new("devices", "List the backends and devices that can run a transfer.") { prove, golden, size };
        backend.AddTo(command);
        command.SetAction(parsed => parsed.GetValue(prove)
            ? Prove(backend.Read(parsed).Get(MachineSettings.Backend, "auto"), parsed.GetValue(size), parsed.GetValue(golden) ?? [])
            : List(Console.Out));
        return command;
    }

    private static int List(TextWriter output)
    {
        using SimdBackend simd = new(new SimdOptions());
        output.WriteLine($"{"simd",-10} {simd.Description}");
        foreach (IlgpuDevice device in IlgpuDevices.List())
        {
            string state = device.IsUsable
                ? $"{ByteSize.Format(device.MemoryBytes)}{ProofOf(device)}"
                : $"unusable: {device.UnusableReason}";
            string name = device.Name.Length > 0 ? $"{device.Name}, " : "";
            output.WriteLine($"{device.CommandName,-10} {name}{state}");
        }

        return ExitCodes.Success;
    }

    // Backends beyond the processor's: ILGPU's CPU accelerator is for debugging, and nothing is kept of it unless someone asks.
    private static string ProofOf(IlgpuDevice device) => DeviceProver.Known(device) switch
    {
        { Agrees: true } => ", computes what the processor computes",
        { } proof => $", computes wrongly ({proof.Failure})",
        null => device.Kind == IlgpuDeviceKind.Cpu ? "" : ", not compared with the processor yet (its first run does; or --prove)",
    };

    private static int Prove(string backend, int size, string[] golden)
    {
        if (size is < 16 or > 1024)
            throw new InputException($"--size {size}: expected 16 to 1024 pixels.");
        if (backend == "simd")
            throw new InputException("--backend simd: the processor is what the others are compared with; name another.");
        bool IsMeant(IlgpuDevice device) => backend == "auto"
            ? device.IsGpu
            : MachineSettings.NamesIn(backend).Any(name => (device.Kind, device.Index) == IlgpuDevice.Parse(name));
        IReadOnlyList<IlgpuDevice> devices = [.. IlgpuDevices.List().Where(device => device.IsUsable && IsMeant(device))];
        if (devices.Count == 0)
            throw new InputException(backend == "auto"
                ? "no usable graphics card to compare; 'istyle devices' says why, and --backend names another device."
                : $"no usable {backend} device to compare; 'istyle devices' says why.");
        bool agree = true;
        foreach (IlgpuDevice device in devices)
            agree &= new DeviceTable(device, Console.Out, TerminalRun.Announcements).Print(size, golden);
        return agree ? ExitCodes.Success : ExitCodes.UserError;
    }
}
