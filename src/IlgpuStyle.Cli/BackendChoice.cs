using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Cli;

/// <summary>
/// The options --backend and --threads, those of the ILGPU backends, and the backend they name.
/// </summary>
internal sealed class BackendChoice
{
    private static readonly string[] s_names = ["auto", "cuda", "opencl", "ilgpu-cpu", "simd"];

    /// <summary>--backend.</summary>
    public Option<string> Backend { get; } = new Option<string>("--backend")
    {
        Description = "auto (CUDA, then an OpenCL GPU, then SIMD), cuda, opencl, ilgpu-cpu (slow: for "
            + "debugging kernels) or simd.",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>--threads.</summary>
    public Option<int> Threads { get; } = new Option<int>("--threads")
    {
        Description = "Threads of the SIMD backend; 0 takes all cores.",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Why the backend that <see cref="Create"/> made is this one, for people.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The options of the ILGPU backends.</summary>
    public IlgpuChoice Ilgpu { get; } = new();

    /// <summary>Adds them all to a command.</summary>
    public void AddTo(Command command)
    {
        Backend.CompletionSources.Add(s_names);
        command.Options.Add(Backend);
        command.Options.Add(Threads);
        Ilgpu.AddTo(command);
    }

    /// <summary>
    /// Makes the backend; a chosen device that cannot be used is an error, never replaced in silence.
    /// </summary>
    /// <exception cref="InputException">The name is unknown or the device cannot be used.</exception>
    public IBackend Create(ParseResult parsed)
    {
        string name = parsed.GetValue(Backend)!;
        int threads = parsed.GetValue(Threads);
        if (!s_names.Contains(name))
            throw new InputException($"unknown backend '{name}'; known: {string.Join(", ", s_names)}.");
        if (threads is < 0 or > 1024)
            throw new InputException($"threads {threads}: expected 0 (all cores) to 1024.");
        Reason = "as given";
        return name switch
        {
            "simd" => Simd(threads, parsed),
            "auto" => Automatic(threads, parsed),
            "cuda" => IlgpuBackend.Create(IlgpuDeviceKind.Cuda, options: Ilgpu.Options(parsed)),
            "opencl" => IlgpuBackend.Create(IlgpuDeviceKind.OpenCL, options: Ilgpu.Options(parsed)),
            _ => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: Ilgpu.Options(parsed)),
        };
    }

    private SimdBackend Simd(int threads, ParseResult parsed)
    {
        Ilgpu.RefuseFor("simd", parsed);
        return new SimdBackend(new SimdOptions { Threads = threads });
    }

    private IBackend Automatic(int threads, ParseResult parsed)
    {
        // The list is in the order of preference: CUDA before OpenCL.
        List<IlgpuDevice> cards = [.. IlgpuDevices.List().Where(d => d.Kind != IlgpuDeviceKind.Cpu)];
        IlgpuDevice? device = cards.FirstOrDefault(d => d.IsGpu && d.IsUsable);
        if (device is not null)
        {
            Reason = "the first usable graphics card";
            return IlgpuBackend.Create(device.Kind, device.Index, Ilgpu.Options(parsed));
        }

        Reason = cards.FirstOrDefault(d => d.IsGpu) is { } card
            ? $"graphics card {card.Name} is unusable: {card.UnusableReason}"
            : "no graphics card; 'istyle devices' lists what was looked for";
        return Simd(threads, parsed);
    }
}
