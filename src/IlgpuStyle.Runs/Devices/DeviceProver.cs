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
    public static DeviceProof? Known(IlgpuDevice device) => TuningFile.Open(Folder, device.Identity).Proof;

    /// <summary>What was found before, or is found now and kept.</summary>
    /// <exception cref="InputException">The device fails.</exception>
    public DeviceProof Prove(IlgpuDevice device)
    {
        if (Known(device) is { } known)
            return known;
        announcements.Begin($"comparing {device.Name} with the processor, once for this driver; its kernels are compiled meanwhile");
        try
        {
            DeviceProof proof = new(Compare(device).Where(result => !result.Passed).Select(Describe).FirstOrDefault());
            Keep(device, proof);
            return proof;
        }
        finally
        {
            announcements.Pass("");
        }
    }

    /// <summary>Keeps an answer; where that is impossible, says so.</summary>
    public void Keep(IlgpuDevice device, DeviceProof proof)
    {
        try
        {
            TuningFile.Open(Folder, device.Identity).Keep(proof);
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
