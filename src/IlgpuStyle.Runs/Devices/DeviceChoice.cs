using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Devices;

/// <summary>A device that settings name, or the best that there is.</summary>
/// <param name="Backend">Open; the owner disposes it.</param>
/// <param name="Reason">Why this one, for people.</param>
internal sealed record DeviceChoice(IBackend Backend, string Reason)
{
    /// <summary>
    /// Opens the device; one that is named and cannot be used is an error, never replaced in silence.
    /// </summary>
    /// <param name="values">The settings.</param>
    /// <exception cref="InputException">The device cannot be used, or a setting is for another.</exception>
    public static DeviceChoice Open(SettingValues values)
    {
        string name = values.Get(MachineSettings.Backend, "auto");
        return name switch
        {
            "simd" => new DeviceChoice(Simd(values), "as given"),
            "auto" => Best(values),
            "cuda" => new DeviceChoice(IlgpuBackend.Create(IlgpuDeviceKind.Cuda, options: Options(values)), "as given"),
            "opencl" => new DeviceChoice(IlgpuBackend.Create(IlgpuDeviceKind.OpenCL, options: Options(values)), "as given"),
            _ => new DeviceChoice(IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: Options(values)), "as given"),
        };
    }

    private static SimdBackend Simd(SettingValues values)
    {
        const string Choose = "choose --backend cuda, opencl or ilgpu-cpu";
        if (values.Has(MachineSettings.Autotune))
            throw new InputException($"--autotune: the simd backend has nothing to tune; {Choose}.");
        if (values.Has(MachineSettings.Half))
            throw new InputException($"--half: the simd backend keeps float32 only; {Choose}.");
        return new SimdBackend(new SimdOptions
        {
            Threads = values.Get(MachineSettings.Threads),
            DirectConvolution = Convolution(values) == ConvolutionVariant.Direct,
        });
    }

    // Winograd's rounding finds other winners in flat regions under max pooling: a tool's steps are not repeated with it.
    private static ConvolutionVariant Convolution(SettingValues values) =>
        values.Has(MachineSettings.Convolution) ? values.Get(MachineSettings.Convolution)
        : values.Has(ExpertSettings.Exact) && !values.Has(MachineSettings.Autotune) ? ConvolutionVariant.Direct
        : ConvolutionVariant.Automatic;

    private static DeviceChoice Best(SettingValues values)
    {
        // The list is in the order of preference: CUDA before OpenCL.
        List<IlgpuDevice> cards = [.. IlgpuDevices.Cards()];
        if (cards.FirstOrDefault(device => device.IsGpu && device.IsUsable) is { } card)
            return new DeviceChoice(IlgpuBackend.Create(card.Kind, card.Index, Options(values)), "the first usable graphics card");
        string reason = cards.FirstOrDefault(device => device.IsGpu) is { } unusable
            ? $"graphics card {unusable.Name} is unusable: {unusable.UnusableReason}"
            : "no graphics card; 'istyle devices' lists what was looked for";
        return new DeviceChoice(Simd(values), reason);
    }

    private static IlgpuOptions Options(SettingValues values) => new()
    {
        Convolution = Convolution(values),
        TuningFolder = values.Has(MachineSettings.Autotune) ? Path.Combine(WeightsStore.DefaultHome(), "tuning") : null,
        HalfActivations = values.Has(MachineSettings.Half),
    };
}
