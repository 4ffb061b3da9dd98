using System.CommandLine;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>The options of the ILGPU backends alone.</summary>
internal sealed class IlgpuChoice
{
    /// <summary>--autotune.</summary>
    public Option<bool> Autotune { get; } = new("--autotune")
    {
        Description = "CUDA and OpenCL: time the convolution kernels once per device and size and keep the fastest.",
    };

    /// <summary>--half.</summary>
    public Option<bool> Half { get; } = new("--half")
    {
        Description = "CUDA and OpenCL: keep activations in half precision (half their memory, 3 digits).",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Autotune);
        command.Options.Add(Half);
    }

    /// <summary>What they mean.</summary>
    public IlgpuOptions Options(ParseResult parsed) => new()
    {
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
    }
}
