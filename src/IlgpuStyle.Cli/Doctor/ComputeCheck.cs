using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Doctor;

/// <summary>
/// Whether the processor computes what it should: the whole loss's gradient against finite differences.
/// </summary>
internal static class ComputeCheck
{
    /// <summary>The finding.</summary>
    public static Finding Run()
    {
        using SimdBackend backend = new(new SimdOptions());
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        IReadOnlyList<DirectionalDerivative> results = GradientCheck.Run(
            backend, weights, LossPresets.Relative);
        double worst = results.Max(result => result.RelativeError);
        return results.All(result => result.Passed)
            ? Finding.Good(
                "computing",
                FormattableString.Invariant(
                    $"{results.Count} gradients agree with finite differences to {worst:0e-0}"))
            : Finding.Broken(
                "computing",
                FormattableString.Invariant($"a gradient differs from finite differences by {worst:0e-0}"),
                "please report it, with the output of 'istyle gradcheck'");
    }
}
