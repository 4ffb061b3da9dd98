using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Verification;

/// <summary>
/// Compares a backend with a golden file: a safetensors file that holds a small network, three pictures
/// (<c>image.content</c>, <c>image.style</c>, <c>image.input</c>) and what an independent float64 autograd
/// found for them: activations, Gram matrices, and for each preset the loss terms and the gradient with
/// respect to the input picture.
/// </summary>
internal static class GoldenVerification
{
    /// <summary>
    /// float32 sums of a thousand terms err by about 1e-7 relative; thirteen layers and a quotient of
    /// differences add up to less than this.
    /// </summary>
    public const double LossTolerance = 1e-5;

    /// <summary>
    /// The backward pass multiplies the forward's errors once more, and small gradients lose digits by
    /// cancellation.
    /// </summary>
    public const double GradientTolerance = 1e-4;

    private static readonly string[] s_terms = ["content loss", "style loss", "total variation", "total loss"];

    /// <summary>Runs every comparison that the file has values for.</summary>
    /// <exception cref="InputException">The file is unusable or is no golden file.</exception>
    public static IReadOnlyList<Comparison> Run(IBackend backend, string path)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(path);
        using WeightsFile weights = WeightsFile.Open(path);
        RgbImage content = ReadPicture(golden, "content");
        RgbImage style = ReadPicture(golden, "style");
        RgbImage input = ReadPicture(golden, "input");
        List<Comparison> results = [];
        CompareActivations(backend, golden, weights, input, results);
        foreach (LossPreset preset in LossPresets.All)
        {
            if (golden.Tensors.ContainsKey($"preset.{preset.Name}.loss"))
                ComparePreset(backend, golden, weights, preset, content, style, input, results);
        }

        if (results.Count == 0)
            throw new InputException(
                $"{path}: no golden file: it holds no activation.* and no preset.*.loss tensor.");
        return results;
    }

    private static RgbImage ReadPicture(SafetensorsFile golden, string name)
    {
        string tensor = $"image.{name}";
        if (!golden.Tensors.TryGetValue(tensor, out SafetensorsEntry? entry) || entry.Shape is not [3, > 0, > 0])
            throw new InputException(
                $"{golden.DisplayName}: no golden file: expected a tensor {tensor} of shape (3, H, W).");
        return new RgbImage((int)entry.Shape[2], (int)entry.Shape[1], golden.ReadFloats(tensor));
    }

    private static void CompareActivations(
        IBackend backend, SafetensorsFile golden, WeightsFile weights, RgbImage input, List<Comparison> results)
    {
        const string Prefix = "activation.input.";
        string[] layers =
        [
            .. golden.Tensors.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(k => k[Prefix.Length..]).Order(),
        ];
        if (layers.Length == 0)
            return;
        using PreparedNetwork network = new(backend, weights, layers, new NetworkOptions());
        using FeatureNetwork features = new(network, input.Shape, layers, withBackward: false);
        using Tensor image = backend.Allocate("golden input", input.Shape, TensorRole.Vector);
        backend.Upload(input.Data, image);
        features.Forward(image);
        foreach (string layer in layers)
        {
            Tensor map = features.Features(layer);
            float[] found = new float[map.Shape.Length];
            backend.Download(map, found);
            double[] expected = golden.ReadDoubles(Prefix + layer);
            if (expected.Length != found.Length)
                throw new InputException(
                    $"{golden.DisplayName}: {Prefix}{layer} has {expected.Length} elements, the network "
                        + $"gives {found.Length}.");
            results.Add(Comparison.OfTensor($"{layer} activation", expected, found, LossTolerance));
        }
    }

    private static void ComparePreset(
        IBackend backend, SafetensorsFile golden, WeightsFile weights, LossPreset preset,
        RgbImage content, RgbImage style, RgbImage input, List<Comparison> results)
    {
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        (LossReport report, double total, float[] foundGradient) = EvaluationProof.Evaluate(network, preset, content, style, input);
        double[] found = [report.Content, report.Style, report.TotalVariation, total];
        double[] expected = golden.ReadDoubles($"preset.{preset.Name}.loss");
        for (int term = 0; term < s_terms.Length; term++)
            results.Add(Comparison.OfScalar($"{preset.Name} {s_terms[term]}", expected[term], found[term], LossTolerance));
        results.Add(Comparison.OfTensor(
            $"{preset.Name} gradient", golden.ReadDoubles($"preset.{preset.Name}.gradient"), foundGradient, GradientTolerance));
    }
}
