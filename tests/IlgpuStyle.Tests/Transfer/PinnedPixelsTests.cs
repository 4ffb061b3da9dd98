using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class PinnedPixelsTests
{
    [Theory]
    [InlineData(OptimizerKind.Lbfgs, InitKind.Noise, ColorRule.Style)]
    [InlineData(OptimizerKind.LbfgsFixedStep, InitKind.Content, ColorRule.Style)]
    [InlineData(OptimizerKind.Adam, InitKind.Content, ColorRule.Keep)]
    public void Run_WithPinnedPixels_ChangesAllOthers(OptimizerKind optimizer, InitKind init, ColorRule color)
    {
        RgbImage content = TestPictures.Waves(64, 48, 1);
        Mask mask = new(64, 48, [.. Enumerable.Range(0, 64 * 48).Select(i => i % 64 < 20 ? 1f : 0f)]);
        StyleTransferOptions options = new()
        {
            Size = 64, Scales = [new ScaleStep(0.5, 2), new ScaleStep(1, 4)], SmallestShortSide = 16, Optimizer = optimizer, Init = init,
            Color = color, AverageDecay = 0.5, Adam = new AdamOptions { CarriesMoments = true },
        };
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        TransferPictures pictures = new() { Content = content, Styles = [new(TestPictures.Waves(50, 60, 2))], Pinned = mask };
        List<RgbImage> seen = [];
        TransferResult result = new StyleTransferRunner(backend, weights, options).Run(pictures, p =>
        {
            if (p.Scale == 2)
                seen.Add(p.Picture());
        });
        int moved = 0;
        foreach (RgbImage picture in seen.Append(result.Picture))
        {
            for (int i = 0; i < picture.Data.Length; i++)
            {
                if (i % 64 < 20)
                    Assert.Equal(content.Data[i], picture.Data[i]);
                else if (picture.Data[i] != content.Data[i])
                    moved++;
            }
        }

        Assert.True(moved > seen.Count * 3 * 44 * 48 / 2, $"{moved} values moved");
    }

    [Fact]
    public void Run_MasksAndStylesOfOtherSizes_AreFittedToTheStage()
    {
        RgbImage content = TestPictures.Waves(64, 48, 1), style = TestPictures.Waves(50, 60, 2);
        Mask left = new(2, 1, [1, 0]);
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        // The matched start looks at the masks too: from the content they can only count in the loss.
        StyleTransferOptions options = new() { Size = 64, Scales = [new ScaleStep(1, 3)], Init = InitKind.Content };

        float[] Run(Mask? part, Mask? region, Mask? contentMask) => new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures { Content = content, Styles = [new(style, 1, part, region)], ContentMask = contentMask }).Picture.Data;

        float[][] results = [Run(null, null, null), Run(left, null, null), Run(null, left, null), Run(null, null, left)];
        for (int i = 0; i < results.Length; i++)
        for (int j = 0; j < i; j++)
            Assert.NotEqual(results[i], results[j]);
    }
}
