using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>The losses that read the picture itself: their gradients against central differences in float64.</summary>
[Trait("Category", "Gradients")]
public sealed class PictureLossTests
{
    private static readonly LossPreset s_preset = LossPresets.Strotss with
    {
        LaplacianWeight = 1.3, LaplacianPool = 2, AttractionWeight = 1.7, StyleWeight = 1.9, Samples = 20,
    };

    private readonly ReferenceBackend _backend = new();

    [Theory]
    [InlineData("laplacian", 13, 9)]
    [InlineData("attraction", 13, 9)]
    [InlineData("palette", 13, 9)]
    // Fewer colours than the result has: the way to them is the longer one.
    [InlineData("palette", 2, 3)]
    public void EvaluateAndAccumulate_AnyPicture_MatchesCentralDifferences(string kind, int width, int height)
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using PreparedNetwork network = new(_backend, weights, ["conv1_1"], new NetworkOptions());
        RgbImage picture = Picture(width, height, seed: 2);
        TensorShape image = new(3, 9, 13);
        using IPictureLoss loss = kind switch
        {
            "laplacian" => new LaplacianLoss(network, s_preset, picture),
            "attraction" => new AttractionLoss(network, s_preset, picture),
            _ => new PaletteLoss(network, s_preset, image, [new(picture, 1), new(Picture(5, 4, seed: 3), 2)]),
        };
        double[] at = RandomData.ToDouble(Picture(13, 9, seed: 1).Data), gradient = new double[at.Length];
        double Value(double[] pixels)
        {
            using Tensor x = _backend.Holding(image, pixels), gradImage = _backend.Allocate("gradient", image);
            using ScalarBuffer results = _backend.AllocateScalars(loss.Slots + 1);
            loss.EvaluateAndAccumulate(x, results, 1, gradImage);
            double[] slots = new double[results.Length];
            _backend.Download(results, slots);
            _backend.DownloadDouble(gradImage, gradient);
            return loss.Term(slots.AsSpan(1)).Value;
        }

        double[] expected = new double[at.Length];
        Assert.True(Value(at) > 1e-3);
        gradient.CopyTo(expected, 0);
        CentralDifference.AssertGradient(Value, at, expected);
    }

    // Colours far apart: the nearer two are, the more their distance bends within a step of a central difference.
    private static RgbImage Picture(int width, int height, int seed) => new(
        width, height, [.. RandomData.Normal(new TensorShape(3, height, width), seed).Select(value => 10 * value)]);
}
