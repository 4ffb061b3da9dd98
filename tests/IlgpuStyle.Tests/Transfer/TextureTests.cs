using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Textures: the size that was asked for, and no seam.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class TextureTests
{
    private static readonly RgbImage s_style = TestPictures.Waves(72, 60, 2);

    /// <summary>A torus has no border: shifting the picture by whole pooling windows changes neither loss nor, but for the shift,
    /// gradient.</summary>
    [Theory]
    [InlineData(PaddingMode.Circular, true)]
    [InlineData(PaddingMode.Zero, false)]
    public void Evaluate_ShiftedRoundTheBorder_GivesTheSameLossOnlyOnATorus(PaddingMode padding, bool same)
    {
        // Winograd's tiles cut a shifted picture elsewhere, and what they round flips units at the ReLU's kink.
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.SimdDirect);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        LossPreset preset = LossPresets.Painterly with { ContentLayers = [], TotalVariationWeight = 0 };
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions(null, padding));
        RgbImage picture = TestPictures.Waves(48, 32, 3), shifted = TestPictures.Shifted(picture, 16, 8);
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, picture, s_style), picture.Shape);
        (double loss, float[] gradient) = Evaluate(backend, objective, picture);
        (double shiftedLoss, float[] shiftedGradient) = Evaluate(backend, objective, shifted);
        float[] expected = TestPictures.Shifted(new RgbImage(48, 32, gradient), 16, 8).Data;
        double error = ErrorMeasure.NormalizedMeanSquare(Array.ConvertAll(expected, v => (double)v), shiftedGradient);
        if (same)
        {
            Assert.Equal(loss, shiftedLoss, 1e-4 * loss);
            Assert.True(error < 1e-5, $"gradients differ by {error:g3}");
        }
        else
        {
            Assert.True(Math.Abs(loss - shiftedLoss) > 1e-3 * loss);
            Assert.True(error > 1e-3);
        }
    }

    [Fact]
    public void Options_Tileable_AreATorusWithoutTotalVariation()
    {
        StyleTransferOptions Options(bool tileable) =>
            TextureRun.Options(new StyleTransferOptions(), new ImageSize(96, 64), s_style.Size, tileable);
        Assert.Equal(PaddingMode.Circular, Options(true).Network.Padding);
        Assert.Equal(0, Options(true).Preset.TotalVariationWeight);
        Assert.Equal(PaddingMode.Replicate, Options(false).Network.Padding);
        Assert.NotEqual(0, Options(false).Preset.TotalVariationWeight);
    }

    [Fact]
    public void Run_Tileable_JoinsAtItsBordersAsWellAsInside()
    {
        (RgbImage seamless, RgbImage plain) = (Run(tileable: true), Run(tileable: false));
        Assert.Equal(new ImageSize(96, 64), seamless.Size);
        // Neighbours across the border differ as neighbours inside do; without --tileable they have nothing to do with each other.
        Assert.True(Seam(seamless) < 1.5, $"seam {Seam(seamless)}");
        Assert.True(Seam(plain) > 2, $"without a torus {Seam(plain)}");
    }

    /// <summary>
    /// Two sizes with steps too short to be seen: what is left is the resizing of start and iterate, which commutes with shifting on a
    /// torus alone.
    /// </summary>
    [Theory]
    [InlineData(PaddingMode.Circular, true)]
    [InlineData(PaddingMode.Zero, false)]
    public void Run_TwoSizesFromAShiftedStart_GivesTheShiftedPictureOnlyOnATorus(PaddingMode padding, bool same)
    {
        StyleTransferOptions options = new()
        {
            Size = 96, Scales = [new ScaleStep(0.5, 1), new ScaleStep(1, 1)], SmallestShortSide = 1, Init = InitKind.Picture,
            Optimizer = OptimizerKind.Adam, LearningRate = 1e-7, Network = new NetworkOptions(null, padding),
        };
        RgbImage start = TestPictures.Waves(96, 64, 6);
        float[] expected = TestPictures.Shifted(Made(start), 8, 12).Data, found = Made(TestPictures.Shifted(start, 8, 12)).Data;
        float difference = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(same ? difference < 1e-5 : difference > 0.05, $"pictures differ by {difference:g3}");

        RgbImage Made(RgbImage init)
        {
            using IBackend backend = BackendCatalogue.Open("simd");
            using WeightsFile weights = WeightsFile.OpenEmbedded();
            return new StyleTransferRunner(backend, weights, options).Run(
                new TransferPictures { Content = TestPictures.Waves(96, 64, 3), Styles = [new StylePicture(s_style)], Init = init })
                    .Picture;
        }
    }

    [Fact]
    public void Options_StyleSize_IsThePaintingsOwnWhateverTheOutput()
    {
        StyleTransferOptions large = TextureRun.Options(new StyleTransferOptions { StyleScale = 1.5 }, new ImageSize(600, 1200),
            s_style.Size, false);
        Assert.Equal(1200, large.Size);
        Assert.Equal(108, large.StyleSizeAt(s_style.Size, new ImageSize(600, 1200)).LongSide);
        Assert.Equal(54, large.StyleSizeAt(s_style.Size, new ImageSize(300, 600)).LongSide);
        Assert.Empty(large.Preset.ContentLayers);
    }

    private static (double, float[]) Evaluate(IBackend backend, StyleTransferObjective objective, RgbImage picture)
    {
        using Tensor image = backend.Allocate("picture", picture.Shape), gradient = backend.Allocate("gradient", picture.Shape);
        backend.Upload(picture.Data, image);
        double loss = objective.Evaluate(image, gradient);
        float[] values = new float[gradient.Shape.Length];
        backend.Download(gradient, values);
        return (loss, values);
    }

    /// <summary>Mean difference of the two columns and rows that meet when copies are laid side by side, over that of neighbours
    /// inside.</summary>
    private static double Seam(RgbImage p)
    {
        double across = 0, inside = 0;
        for (int row = 0; row < 3 * p.Height; row++)
        {
            ReadOnlySpan<float> line = p.Data.AsSpan(row * p.Width, p.Width);
            across += Math.Abs(line[0] - line[^1]);
            for (int x = 1; x < p.Width; x++)
                inside += Math.Abs(line[x] - line[x - 1]) / (p.Width - 1);
        }

        return across / inside;
    }

    private static RgbImage Run(bool tileable)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        ImageSize size = new(96, 64);
        StyleTransferOptions options = TextureRun.Options(
            new StyleTransferOptions { Scales = StyleTransferOptions.OneScale(25) }, size, s_style.Size, tileable);
        return new StyleTransferRunner(backend, weights, options).Run(TextureRun.Pictures(size, s_style)).Picture;
    }
}
