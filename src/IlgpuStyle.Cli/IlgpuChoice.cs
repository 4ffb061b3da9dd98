using System.CommandLine;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>The options of the ILGPU backends alone.</summary>
internal sealed class IlgpuChoice
{
    private const string Default = "auto";

    private static readonly Dictionary<string, ConvolutionVariant> s_variants = new()
    {
        [Default] = ConvolutionVariant.Automatic,
        ["direct"] = ConvolutionVariant.Direct,
        ["winograd"] = ConvolutionVariant.Winograd,
    };

    /// <summary>--autotune.</summary>
    public Option<bool> Autotune { get; } = new("--autotune")
    {
        Description = "CUDA and OpenCL: time the convolution kernels once per device and "
            + "size and keep the fastest.",
    };

    /// <summary>--half.</summary>
    public Option<bool> Half { get; } = new("--half")
    {
        Description = "CUDA and OpenCL: keep activations in half precision (half their memory, 3 digits).",
    };

    /// <summary>--convolution.</summary>
    public Option<string> Convolution { get; } = new("--convolution")
    {
        Description = "CUDA and OpenCL: algorithm of the 3×3 convolutions: auto (the cheaper one for each "
            + "layer), direct or winograd.",
        DefaultValueFactory = _ => Default,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Convolution.CompletionSources.Add([.. s_variants.Keys]);
        command.Options.Add(Convolution);
        command.Options.Add(Autotune);
        command.Options.Add(Half);
    }

    /// <summary>What they mean.</summary>
    /// <exception cref="InputException">
    /// The algorithm is unknown, or is to be measured and is given.
    /// </exception>
    public IlgpuOptions Options(ParseResult parsed) => new()
    {
        Convolution = VariantOf(parsed),
        TuningFolder = parsed.GetValue(Autotune) ? Path.Combine(WeightsStore.DefaultHome(), "tuning") : null,
        HalfActivations = parsed.GetValue(Half),
    };

    /// <summary>Fails if one of them was given for a backend that has no use for it.</summary>
    /// <exception cref="InputException">It was.</exception>
    public void RefuseFor(string backend, ParseResult parsed)
    {
        const string choose = "choose --backend cuda, opencl or ilgpu-cpu";
        if (parsed.GetValue(Autotune))
            throw new InputException($"--autotune: the {backend} backend has nothing to tune; {choose}.");
        if (parsed.GetValue(Half))
            throw new InputException($"--half: the {backend} backend keeps float32 only; {choose}.");
        if (VariantOf(parsed) != ConvolutionVariant.Automatic)
            throw new InputException($"--convolution: the {backend} backend has its own choice; {choose}.");
    }

    private ConvolutionVariant VariantOf(ParseResult parsed)
    {
        string name = parsed.GetValue(Convolution)!;
        if (!s_variants.TryGetValue(name, out ConvolutionVariant variant))
            throw new InputException(
                $"--convolution '{name}': expected {string.Join(", ", s_variants.Keys)}.");
        if (variant != ConvolutionVariant.Automatic && parsed.GetValue(Autotune))
            throw new InputException(
                "--convolution and --autotune exclude each other: one names the algorithm, "
                    + "the other measures it.");
        return variant;
    }
}
