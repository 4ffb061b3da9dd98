using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Pictures found again from features: shallow layers keep more than deep ones, Gram matrices keep no places.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class ReconstructionTests
{
    private static readonly RgbImage s_picture = TestPictures.Waves(48, 48, 7);

    [Fact]
    public void Content_ShallowLayer_FindsThePictureAgainAndADeepOneLess()
    {
        double shallow = Distance(Run(o => Reconstruction.Content(o, "conv1_2"))),
            deep = Distance(Run(o => Reconstruction.Content(o, "conv4_2")));
        Assert.True(shallow < 0.05, $"conv1_2 {shallow}");
        Assert.True(deep > 1.5 * shallow, $"conv4_2 {deep}, conv1_2 {shallow}");
    }

    [Fact]
    public void Style_FindsTheColorsButNotThePlaces()
    {
        RgbImage found = Run(o => Reconstruction.Style(o, ["conv1_1", "conv2_1"]));
        ColorStatistics a = ColorStatistics.Of(s_picture), b = ColorStatistics.Of(found);
        Assert.Equal(a.Mean[0], b.Mean[0], 0.05);
        Assert.Equal(a.Deviation(0), b.Deviation(0), 0.06);
        Assert.True(Distance(found) > 0.1, "Gram matrices do not know where things are");
    }

    private static double Distance(RgbImage picture) => picture.Data.Zip(s_picture.Data, (a, b) => Math.Abs((double)a - b)).Average();

    private static RgbImage Run(Func<StyleTransferOptions, StyleTransferOptions> choose)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = choose(new StyleTransferOptions { Size = 48, Scales = StyleTransferOptions.OneScale(60) });
        return new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures { Content = s_picture, Styles = [new StylePicture(s_picture)] }).Picture;
    }
}
