using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Verification;

/// <summary>
/// Whole evaluations (targets, forward, losses, backward to the picture) of a small made-up picture pair on one backend against another:
/// whether a device, with its driver, computes what the processor computes.
/// </summary>
internal static class EvaluationProof
{
    /// <summary>Height of the picture in pixels: borders, partial tiles and four halvings, in a moment of a graphics card.</summary>
    public const int DefaultSize = 48;

    /// <summary>The kinds of pooling that are compared, each with the formula that it is compared on.</summary>
    public static IReadOnlyList<(PoolingKind Pooling, LossPreset Preset)> Cases { get; } =
        [(PoolingKind.Max, LossPresets.Relative), (PoolingKind.Average, LossPresets.Painterly)];

    /// <summary>Compares one case.</summary>
    /// <param name="trusted">What is right.</param>
    /// <param name="subject">What is compared with it.</param>
    /// <param name="weights">The network.</param>
    /// <param name="pooling">Its pooling.</param>
    /// <param name="preset">The formula.</param>
    /// <param name="tolerance">What differs by more has failed.</param>
    /// <param name="height">Height of the picture in pixels, at least 16; it is half as wide again.</param>
    public static IReadOnlyList<Comparison> Run(
        IBackend trusted, IBackend subject, WeightsFile weights, PoolingKind pooling, LossPreset preset, EvaluationTolerance tolerance,
        int height = DefaultSize)
    {
        (LossReport expected, _, float[] expectedGradient) = Evaluate(trusted, weights, pooling, preset, height);
        (LossReport found, _, float[] gradient) = Evaluate(subject, weights, pooling, preset, height);
        string name = $"{pooling.ToString().ToLowerInvariant()} pooling";
        return
        [
            Comparison.OfScalar($"{name}, content loss", expected.Content, found.Content, tolerance.Loss),
            Comparison.OfScalar($"{name}, style loss", expected.Style, found.Style, tolerance.Loss),
            Comparison.OfScalar($"{name}, total variation", expected.TotalVariation, found.TotalVariation, tolerance.Loss),
            Comparison.OfTensor($"{name}, gradient", Array.ConvertAll(expectedGradient, x => (double)x), gradient, tolerance.Gradient),
        ];
    }

    /// <summary>One evaluation at a picture: the terms, what the optimiser gets for them, and its gradient.</summary>
    public static (LossReport Losses, double Total, float[] Gradient) Evaluate(
        PreparedNetwork network, LossPreset preset, RgbImage content, RgbImage style, RgbImage start)
    {
        IBackend backend = network.Backend;
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, content, style), start.Shape);
        using Tensor image = backend.Allocate("compared picture", start.Shape, TensorRole.Vector),
            gradient = backend.Allocate("compared gradient", start.Shape, TensorRole.Vector);
        backend.Upload(start.Data, image);
        double total = objective.Evaluate(image, gradient);
        float[] values = new float[start.Data.Length];
        backend.Download(gradient, values);
        return (objective.Report, total, values);
    }

    private static (LossReport Losses, double Total, float[] Gradient) Evaluate(
        IBackend backend, WeightsFile weights, PoolingKind pooling, LossPreset preset, int height)
    {
        Random random = new(5);
        RgbImage content = GradientCheck.SmoothPicture(random, height * 3 / 2, height),
            style = GradientCheck.SmoothPicture(random, height + 5, height),
            start = GradientCheck.SmoothPicture(random, height * 3 / 2, height);
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions(pooling, preset.Padding));
        return Evaluate(network, preset, content, style, start);
    }
}
