using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Assembles generated PTX with the tools of NVIDIA's CUDA toolkit, as the driver would at the kernel's first use; needs no card.
/// </summary>
internal sealed partial class PtxAssembler
{
    private readonly string _ptxas;
    private readonly string _nvdisasm;

    /// <summary>Takes the tools.</summary>
    /// <param name="ptxas">The path of ptxas; nvdisasm must lie beside it.</param>
    /// <exception cref="InputException">One of them is missing.</exception>
    public PtxAssembler(string ptxas)
    {
        (_ptxas, _nvdisasm) = (ptxas, Path.Combine(Path.GetDirectoryName(ptxas) ?? "", "nvdisasm"));
        foreach (string tool in new[] { _ptxas, _nvdisasm })
        {
            if (!File.Exists(tool))
                throw new InputException($"'{tool}' does not exist: expected ptxas with nvdisasm beside it, both of the CUDA toolkit.");
        }
    }

    /// <summary>Assembles kernels, on all processors.</summary>
    /// <exception cref="InputException">The assembler refuses one, or does not know the architecture.</exception>
    public IReadOnlyList<AssembledKernel> Assemble(IReadOnlyList<GeneratedKernel> kernels)
    {
        string folder = Directory.CreateTempSubdirectory("ilgpustyle").FullName;
        try
        {
            return [.. kernels.AsParallel().AsOrdered().Select(kernel => Assemble(kernel, Path.Combine(folder, kernel.Name)))];
        }
        catch (AggregateException exception) when (exception.InnerException is InputException inner)
        {
            throw inner;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private AssembledKernel Assemble(GeneratedKernel kernel, string path)
    {
        string text = path + ".ptx", binary = path + ".cubin";
        File.WriteAllText(text, kernel.Source);
        string[] arguments = ["-v", $"-arch={kernel.Architecture}", text, "-o", binary];
        (int code, string report) = Run(_ptxas, arguments);
        // A toolkit older than ILGPU's newest version of PTX names the newest that it knows; the kernels use nothing newer.
        if (code != 0 && NewestVersion().Match(report) is { Success: true } newest)
        {
            File.WriteAllText(text, VersionLine().Replace(kernel.Source, $".version {newest.Groups[1].Value}"));
            (code, report) = Run(_ptxas, arguments);
        }

        if (code != 0)
            throw new InputException($"'{_ptxas}' refuses {kernel.Name} for {kernel.Architecture}: {FirstLine(report)}");
        (code, string assembly) = Run(_nvdisasm, ["-c", binary]);
        if (code != 0)
            throw new InputException($"'{_nvdisasm}' cannot read {kernel.Name}: {FirstLine(assembly)}");
        int registers = Number(Registers(), report), shared = Number(Shared(), report);
        int spills = Number(SpillStores(), report) + Number(SpillLoads(), report);
        return new AssembledKernel(
            kernel, registers, spills, Number(Stack(), report), shared,
            CardLimits.Of(kernel.Architecture).Resident(LaunchPolicy.TileThreads, registers, shared), MachineLoop.Find(assembly));
    }

    private static (int Code, string Output) Run(string tool, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(tool, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InputException($"'{tool}' cannot be started: {exception.Message}.", exception);
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "no message";

    private static int Number(Regex pattern, string report) =>
        pattern.Match(report) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"current version is '([\d.]+)'")]
    private static partial Regex NewestVersion();

    [GeneratedRegex(@"(?m)^\.version .*$")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStores();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoads();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex Stack();
}
