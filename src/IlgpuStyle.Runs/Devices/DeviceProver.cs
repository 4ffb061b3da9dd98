using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Devices;

/// <summary>
/// Compares whole evaluations of a device with the processor's, the first time that the device, its driver and these kernels meet, and
/// keeps the answer beside the device's measurements.
/// </summary>
/// <param name="cards">How devices are opened.</param>
/// <param name="announcements">Told what is done: kernels are compiled the first time.</param>
internal sealed class DeviceProver(GraphicsCards cards, Announcements announcements)
{
    /// <summary>Where answers are kept, beside what was timed.</summary>
    public static string Folder => Path.Combine(WeightsStore.DefaultHome(), "tuning");

    /// <summary>The algorithms of the convolutions that are compared.</summary>
    public static IReadOnlyList<ConvolutionVariant> Variants { get; } = [ConvolutionVariant.Direct, ConvolutionVariant.Winograd];

    /// <summary>What was found before; null if nothing.</summary>
    /// <param name="device">The device.</param>
    /// <param name="tensorCores">Whether of its tensor cores.</param>
    public static DeviceProof? Known(IlgpuDevice device, bool tensorCores = false)
    {
        TuningFile file = TuningFile.Open(Folder, device.Identity);
        return tensorCores ? file.TensorProof : file.Proof;
    }

    /// <summary>What was found before, or is found now and kept.</summary>
    /// <param name="device">What is compared with the processor.</param>
    /// <param name="tensorCores">Whether its tensor cores are, too, if the rest agrees.</param>
    /// <exception cref="InputException">The device fails.</exception>
    public DeviceProof Prove(IlgpuDevice device, bool tensorCores)
    {
        DeviceProof proof = Prove(device, tensorCores: false, () => Compare(device));
        return tensorCores && proof.Agrees
            ? Prove(device, tensorCores: true, () => CompareTensorCores(device, EvaluationProof.DefaultSize))
            : proof;
    }

    private DeviceProof Prove(IlgpuDevice device, bool tensorCores, Func<IEnumerable<Comparison>> compare)
    {
        if (Known(device, tensorCores) is { } known)
            return known;
        string what = tensorCores ? "the tensor cores of " : "";
        announcements.Begin($"comparing {what}{device.Name} with the processor, once for this driver; its kernels are compiled meanwhile");
        try
        {
            DeviceProof proof = new(compare().Where(result => !result.Passed).Select(Describe).FirstOrDefault());
            Keep(device, proof, tensorCores);
            return proof;
        }
        finally
        {
            announcements.Pass("");
        }
    }

    /// <summary>Keeps an answer; where that is impossible, says so.</summary>
    /// <param name="device">Which device's.</param>
    /// <param name="proof">The answer.</param>
    /// <param name="tensorCores">Whether it is about the tensor cores.</param>
    public void Keep(IlgpuDevice device, DeviceProof proof, bool tensorCores = false)
    {
        try
        {
            TuningFile.Open(Folder, device.Identity).Keep(proof, tensorCores);
        }
        catch (InputException exception)
        {
            announcements.Note(exception.Message);
        }
    }

    /// <summary>The comparisons of whole evaluations, one after the other.</summary>
    /// <param name="device">What is compared with the processor.</param>
    /// <param name="size">Height of the picture in pixels.</param>
    public IEnumerable<Comparison> Compare(IlgpuDevice device, int size = EvaluationProof.DefaultSize)
    {
        foreach (ConvolutionVariant variant in Variants)
        {
            IlgpuOptions options = new() { Convolution = variant };
            foreach (Comparison result in Compare(device, options, variant.ToString().ToLowerInvariant(), EvaluationTolerance.Single, size))
                yield return result;
        }
    }

    /// <summary>The comparisons with activations in half precision, convolutions as a run would choose them; the processor computes in
    /// float32.</summary>
    /// <param name="device">What is compared with the processor.</param>
    /// <param name="size">Height of the picture in pixels.</param>
    public IEnumerable<Comparison> CompareHalf(IlgpuDevice device, int size) =>
        Compare(device, new IlgpuOptions { HalfActivations = true }, "half precision", EvaluationTolerance.Half, size);

    /// <summary>The comparisons with every wide convolution on the tensor cores; the processor computes in float32.</summary>
    /// <param name="device">What is compared with the processor; it has tensor cores.</param>
    /// <param name="size">Height of the picture in pixels.</param>
    public IEnumerable<Comparison> CompareTensorCores(IlgpuDevice device, int size) => Compare(
        device, new IlgpuOptions { TensorCores = true, Convolution = ConvolutionVariant.Tensor }, "tf32", EvaluationTolerance.TensorFloat,
        size);

    private IEnumerable<Comparison> Compare(
        IlgpuDevice device, IlgpuOptions options, string name, EvaluationTolerance tolerance, int size)
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using SimdBackend trusted = new(new SimdOptions { DirectConvolution = true });
        using IBackend subject = cards.Open(device, options);
        foreach ((PoolingKind pooling, LossPreset preset) in EvaluationProof.Cases)
        {
            announcements.Pass($"comparing {device.Name}: {name}, {pooling.ToString().ToLowerInvariant()} pooling");
            foreach (Comparison result in EvaluationProof.Run(trusted, subject, weights, pooling, preset, tolerance, size))
                yield return result with { Subject = $"{name}, {result.Subject}" };
        }
    }

    /// <summary>A comparison that failed, for people.</summary>
    public static string Describe(Comparison result) => FormattableString.Invariant(
        $"{result.Subject}: relative error {result.RelativeError:0.0e-0}, allowed {result.Tolerance:0e-0}");
}
