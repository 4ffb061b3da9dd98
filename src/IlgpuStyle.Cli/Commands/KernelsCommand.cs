using System.CommandLine;
using System.Globalization;
using System.Text;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle kernels</c>: the generated code of every ILGPU kernel, without needing a card.
/// </summary>
internal static class KernelsCommand
{
    // An H100 (SXM): the card that the table of launches is worked out for.
    private static readonly CardSpeed s_card = CardSpeed.OfCuda(
        multiprocessors: 132, capability: (9, 0), megahertz: 1980, memoryMegahertz: 2619, busBits: 5120, cacheBytes: 50 << 20);

    private const string Mark = "// istyle kernels: ";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> architecture = new("--arch")
        {
            HelpName = "DEVICE",
            Description = $"{string.Join(", ", KernelReport.Architectures)}.",
            DefaultValueFactory = _ => "sm_90",
        };
        Option<string?> dump = new("--dump")
        {
            HelpName = "FOLDER",
            Description = "Also write each kernel's PTX or OpenCL C into this folder.",
        };
        Option<string?> ptxas = new("--ptxas")
        {
            HelpName = "PATH",
            Description = "Also assemble every kernel with this ptxas of the CUDA toolkit (nvdisasm beside it), show registers, "
                + "memory and the share of multiply-adds, and fail if a kernel spills.",
        };
        Option<int> size = new("--size")
        {
            Description = "Side of the picture for the table of work.",
            DefaultValueFactory = _ => 512,
        };
        Command command = new(
            "kernels", "Generate PTX or OpenCL C for every kernel and show what it is made of.")
        {
            architecture, dump, ptxas, size,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(architecture)!, parsed.GetValue(dump), parsed.GetValue(ptxas), parsed.GetValue(size), Console.Out));
        return command;
    }

    private static int Run(string architecture, string? dump, string? ptxas, int size, TextWriter output)
    {
        PtxAssembler? assembler = ptxas is null ? null : new PtxAssembler(ptxas);
        if (assembler is not null && architecture == KernelReport.OpenCL)
            throw new InputException("--ptxas: OpenCL C is not PTX; choose another --arch.");
        if (size is < 32 or > 32768)
            throw new InputException($"--size {size}: expected 32 to 32768 pixels.");
        if (dump is not null)
            RefuseOthers(architecture, dump);
        IReadOnlyList<GeneratedKernel> kernels = KernelReport.Generate(architecture);
        output.WriteLine(
            $"{architecture,-44} {"shared B",9} {".local B",9} {"global ld",10} {"vector",7} "
                + $"{"shared ld",10} {"vector",7} {"barriers",9}");
        foreach (GeneratedKernel kernel in kernels)
        {
            output.WriteLine(
                $"{kernel.Name,-44} {kernel.SharedBytes,9} {kernel.LocalBytes,9} {kernel.GlobalLoads,10} "
                    + $"{kernel.GlobalVectorLoads,7} "
                + $"{kernel.SharedLoads,10} {kernel.SharedVectorLoads,7} {kernel.Barriers,9}");
        }

        if (kernels[0].Target != architecture)
            output.WriteLine($"ILGPU writes {kernels[0].Target} where {architecture} is asked for; the driver assembles it for the card.");
        PrintWork(size, output);
        if (dump is not null)
            Dump(kernels, dump, output);
        if (assembler is not null)
            PrintAssembled(assembler.Assemble(kernels), architecture, output);
        return ExitCodes.Success;
    }

    private static void PrintWork(int size, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"{$"VGG19 at {size}×{size}",-26} {"kernel",-34} {"GFLOP",8} {"MB",8} {"FLOP/B",8} "
                + $"{"asked/B",8} {"groups",8}");
        foreach (LayerWork work in LayerWorkTable.At(size, s_card))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{work.Operation,-26} {work.Kernel,-34} {work.Flops / 1e9,8:0.00} {work.Bytes / 1e6,8:0.0} "
                    + $"{work.Intensity,8:0.0} {work.RequestedIntensity,8:0.0} {work.Groups,8}"));
        }
    }

    private static void PrintAssembled(IReadOnlyList<AssembledKernel> kernels, string architecture, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"{"assembled for " + architecture,-44} {"registers",9} {"spills B",9} {"stack B",8} {"shared B",9} {"groups",7} "
                + $"{"FFMA/HMMA inner loop",20} {"of stage",9}");
        foreach (AssembledKernel kernel in kernels)
        {
            string inner = kernel.Loop is { } loop
                ? string.Create(CultureInfo.InvariantCulture, $"{loop.MultiplyAdds} of {loop.Instructions} {loop.InnerShare,4:0%}") : "";
            string stage = kernel.Loop is { } outer && kernel.Kernel.StageMultiplyAdds > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{outer.StageShare(kernel.Kernel.StageMultiplyAdds):0%}") : "";
            output.WriteLine(
                $"{kernel.Kernel.Name,-44} {kernel.Registers,9} {kernel.SpillBytes,9} {kernel.StackBytes,8} {kernel.SharedBytes,9} "
                    + $"{kernel.ResidentGroups,7} {inner,20} {stage,9}");
        }

        string[] faults = [.. kernels.Where(kernel => kernel.Fault is not null).Select(kernel => $"{kernel.Kernel.Name} ({kernel.Fault})")];
        if (faults.Length > 0)
            throw new InputException($"assembled for {architecture}: {string.Join(", ", faults)}.");
        output.WriteLine($"{kernels.Count} kernels assembled: no spills, no stack, registers within the launch bounds");
    }

    // Before seconds of generating: source begins with a line that it is known by again, any other file of its name is kept.
    private static void RefuseOthers(string architecture, string folder)
    {
        foreach ((string name, _, _) in KernelReport.Kernels())
            OutputGate.RefuseOthers(
                PathOf(folder, name, architecture), "a kernel's source",
                own => OutputGate.Beginning(own).StartsWith(Mark, StringComparison.Ordinal));
    }

    private static void Dump(IReadOnlyList<GeneratedKernel> kernels, string folder, TextWriter output)
    {
        FileFailure.Explain($"--dump '{folder}'", () =>
        {
            foreach (GeneratedKernel kernel in kernels)
            {
                byte[] text = Encoding.UTF8.GetBytes($"{Mark}{kernel.Name} for {kernel.Architecture}\n{kernel.Source}");
                AtomicFile.Write(PathOf(folder, kernel.Name, kernel.Architecture), stream => stream.Write(text));
            }
        });
        output.WriteLine($"wrote {kernels.Count} files to {folder}");
    }

    private static string PathOf(string folder, string kernel, string architecture) =>
        Path.Combine(folder, $"{kernel}.{(architecture == KernelReport.OpenCL ? "cl" : "ptx")}");
}
