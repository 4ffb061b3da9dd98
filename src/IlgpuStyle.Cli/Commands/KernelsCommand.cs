using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Runs;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle kernels</c>: the generated code of every ILGPU kernel, without needing a card.
/// </summary>
internal static class KernelsCommand
{
    /// <summary>
    /// Multiprocessors of an H100 (SXM): the card that the table of launches is worked out for.
    /// </summary>
    private const int Multiprocessors = 132;

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
        Option<int> size = new("--size")
        {
            Description = "Side of the picture for the table of work.",
            DefaultValueFactory = _ => 512,
        };
        Command command = new(
            "kernels", "Generate PTX or OpenCL C for every kernel and show what it is made of.")
        {
            architecture, dump, size,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(architecture)!, parsed.GetValue(dump), parsed.GetValue(size), Console.Out));
        return command;
    }

    private static int Run(string architecture, string? dump, int size, TextWriter output)
    {
        if (size is < 16 or > 32768)
            throw new InputException($"--size {size}: expected 16 to 32768 pixels.");
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

        PrintWork(size, output);
        if (dump is not null)
            Dump(kernels, dump, output);
        return ExitCodes.Success;
    }

    private static void PrintWork(int size, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"{$"VGG19 at {size}×{size}",-26} {"kernel",-34} {"GFLOP",8} {"MB",8} {"FLOP/B",8} "
                + $"{"asked/B",8} {"groups",8}");
        foreach (LayerWork work in LayerWorkTable.At(size, Multiprocessors))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{work.Operation,-26} {work.Kernel,-34} {work.Flops / 1e9,8:0.00} {work.Bytes / 1e6,8:0.0} "
                    + $"{work.Intensity,8:0.0} {work.RequestedIntensity,8:0.0} {work.Groups,8}"));
        }
    }

    private static void Dump(IReadOnlyList<GeneratedKernel> kernels, string folder, TextWriter output)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (GeneratedKernel kernel in kernels)
            {
                string extension = kernel.Architecture == KernelReport.OpenCL ? "cl" : "ptx";
                File.WriteAllText(Path.Combine(folder, $"{kernel.Name}.{extension}"), kernel.Source);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--dump '{folder}': {exception.Message}", exception);
        }

        output.WriteLine($"wrote {kernels.Count} files to {folder}");
    }
}
