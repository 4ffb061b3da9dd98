using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Colour rules of paintings and regions: each measures and changes what is inside its masks, and nothing else.</summary>
public sealed class ColorPlanTests
{
    private const int Width = 60, Height = 40, Edge = 24;

    // Left red and dark, right blue and bright: a match with the whole is far from a match with either.
    private static readonly RgbImage s_content = TwoSided();

    private static readonly Mask s_left =
        new(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(p => p % Width < Edge ? 1f : 0f)]);

    private static readonly Mask s_right = s_left.Inverse();

    private static readonly RgbImage s_first = TestPictures.Waves(50, 34, 2), s_second = TestPictures.Waves(34, 50, 5);

    public static TheoryData<ColorMatchMethod> All =>
        [ColorMatchMethod.Symmetric, ColorMatchMethod.Pca, ColorMatchMethod.Cholesky, ColorMatchMethod.Histogram];

    [Theory]
    [MemberData(nameof(All))]
    public void Prepare_MatchWithRegions_GivesEachPaintingTheColorsOfItsRegion(ColorMatchMethod method)
    {
        StyleTransferOptions options = new() { Color = ColorRule.Match, ColorMatch = method };
        TransferPictures prepared = new ColorPlan(options, Pictures(new(s_first, 1, null, s_left), new(s_second, 1, null, s_right)))
            .Prepare();
        Assert.Equal(s_content.Data, prepared.Content.Data);
        AssertClose(ColorTransfer.Match(s_first, s_content, method, null, s_left), prepared.Styles[0].Picture);
        AssertClose(ColorTransfer.Match(s_second, s_content, method, null, s_right), prepared.Styles[1].Picture);
        Assert.True(RedOf(prepared.Styles[0].Picture) > RedOf(prepared.Styles[1].Picture) + 0.2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Prepare_MatchWithAPart_MeasuresThePaintingThere(ColorMatchMethod method)
    {
        // A mask of another size than the painting's, whose edge falls between two pixels.
        Mask part = new(2, 1, [1, 0]);
        StyleTransferOptions options = new() { Color = ColorRule.Match, ColorMatch = method };
        TransferPictures prepared = new ColorPlan(options, Pictures(new StylePicture(s_first, 1, part))).Prepare();
        AssertClose(ColorTransfer.Match(s_first, s_content, method, part.Resize(s_first.Size)), prepared.Styles[0].Picture);
        Assert.NotEqual(new ColorPlan(options, Pictures(new StylePicture(s_first))).Prepare().Styles[0].Picture.Data,
            prepared.Styles[0].Picture.Data);
    }

    [Fact]
    public void Prepare_KeepInOneRegion_MakesThatRegionAndItsPaintingGrey()
    {
        TransferPictures prepared = new ColorPlan(new StyleTransferOptions(), Mixed()).Prepare();
        Assert.Same(s_second, prepared.Styles[1].Picture);
        RgbImage grey = Luminance.Grey(s_content, LuminanceSpace.Yiq);
        RgbImage wanted = Luminance.MatchMoments(Luminance.Grey(s_first, LuminanceSpace.Yiq), grey, null, s_left);
        AssertClose(wanted, prepared.Styles[0].Picture);
        for (int i = 0; i < s_content.Data.Length; i++)
            Assert.Equal((i % Width < Edge ? grey : s_content).Data[i], prepared.Content.Data[i]);
    }

    [Theory]
    [InlineData(LuminanceSpace.Yiq)]
    [InlineData(LuminanceSpace.Lab)]
    public void Finish_KeepInOneRegion_BringsThePhotosColorsBackThereAlone(LuminanceSpace space)
    {
        RgbImage iterate = TestPictures.Waves(Width, Height, 8);
        RgbImage kept = Luminance.Combine(iterate, s_content, space);
        kept.Clamp();
        RgbImage shown = new ColorPlan(new StyleTransferOptions { Luminance = space }, Mixed()).Finish(iterate);
        for (int i = 0; i < shown.Data.Length; i++)
            Assert.Equal((i % Width < Edge ? kept : iterate).Data[i], shown.Data[i]);
    }

    [Fact]
    public void Finish_SoftMasks_BlendByThem()
    {
        Mask soft = s_left.Select(_ => 0.25f);
        RgbImage iterate = TestPictures.Waves(Width, Height, 8), kept = Luminance.Combine(iterate, s_content, LuminanceSpace.Yiq);
        kept.Clamp();
        TransferPictures pictures = Pictures(
            new(s_first, 1, null, soft, ColorRule.Keep), new StylePicture(s_second, 1, null, soft.Inverse(), ColorRule.Style));
        RgbImage shown = new ColorPlan(new StyleTransferOptions(), pictures).Finish(iterate);
        for (int i = 0; i < shown.Data.Length; i++)
            Assert.Equal(0.25f * kept.Data[i] + 0.75f * iterate.Data[i], shown.Data[i], 1e-6f);
    }

    [Fact]
    public void Finish_WhereNoPaintingActs_ThePhotosColorsStay()
    {
        Mask middle = s_left.Select(_ => 0.5f);
        TransferPictures pictures = Pictures(
            new(s_first, 1, null, s_left, ColorRule.Keep), new StylePicture(s_second, 3, null, s_left, ColorRule.Style),
            new StylePicture(s_second, 1, null, new Mask(Width, Height, [.. middle.Data.Zip(s_right.Data, (a, b) => a * b)]),
                ColorRule.Style));
        RgbImage iterate = TestPictures.Waves(Width, Height, 8), kept = Luminance.Combine(iterate, s_content, LuminanceSpace.Yiq);
        kept.Clamp();
        RgbImage shown = new ColorPlan(new StyleTransferOptions(), pictures).Finish(iterate);
        for (int i = 0; i < shown.Data.Length; i++)
        {
            // Left two paintings of one region by weight, right one that covers half of each pixel.
            float keep = i % Width < Edge ? 0.25f : 0.5f;
            Assert.Equal(keep * kept.Data[i] + (1 - keep) * iterate.Data[i], shown.Data[i], 1e-6f);
        }
    }

    [Fact]
    public void Create_MatchedWithRegions_StartsEachRegionInItsPaintingsColors()
    {
        TransferPictures pictures = Pictures(new(s_first, 1, null, s_left), new StylePicture(Tinted(s_second), 1, null, s_right));
        RgbImage start = InitialPicture.Create(new StyleTransferOptions { Init = InitKind.Matched }, pictures, s_content.Size);
        AssertMeans(ColorStatistics.Of(pictures.Styles[0].Picture), ColorStatistics.Of(start, s_left));
        AssertMeans(ColorStatistics.Of(pictures.Styles[1].Picture), ColorStatistics.Of(start, s_right));
    }

    [Fact]
    public void Create_MatchedWithAPartAndOneRegion_TakesThePartsColorsAndLeavesTheRest()
    {
        Mask part = new(2, 1, [1, 0]);
        RgbImage start = InitialPicture.Create(
            new StyleTransferOptions { Init = InitKind.Matched }, Pictures(new StylePicture(Halved(s_first), 1, part, s_left)),
                s_content.Size);
        AssertMeans(ColorStatistics.Of(Halved(s_first), part.Resize(s_first.Size)), ColorStatistics.Of(start, s_left));
        for (int i = 0; i < start.Data.Length; i++)
        {
            if (i % Width >= Edge)
                Assert.Equal(s_content.Data[i], start.Data[i]);
        }
    }

    [Fact]
    public void Create_MatchedWithTwoPaintingsEverywhere_TakesTheirColorsByWeight()
    {
        TransferPictures pictures = Pictures(new(s_first, 1), new StylePicture(Tinted(s_second), 3));
        RgbImage start = InitialPicture.Create(new StyleTransferOptions { Init = InitKind.Matched }, pictures, s_content.Size);
        AssertMeans(ColorStatistics.Mix([(ColorStatistics.Of(s_first), 0.25), (ColorStatistics.Of(pictures.Styles[1].Picture), 0.75)]),
            ColorStatistics.Of(start));
    }

    private static TransferPictures Mixed() => Pictures(
        new(s_first, 1, null, s_left, ColorRule.Keep), new StylePicture(s_second, 1, null, s_right, ColorRule.Style));

    private static TransferPictures Pictures(params StylePicture[] styles) => new() { Content = s_content, Styles = styles };

    private static RgbImage TwoSided()
    {
        RgbImage picture = TestPictures.Waves(Width, Height, 1);
        for (int i = 0; i < picture.Data.Length; i++)
        {
            float[] tint = i % Width < Edge ? [0.9f, 0.3f, 0.2f] : [0.3f, 0.8f, 1];
            picture.Data[i] *= tint[i / (Width * Height)];
        }

        return picture;
    }

    /// <summary>Little red and weak contrast, so that nothing is limited to [0, 1].</summary>
    private static RgbImage Tinted(RgbImage picture) => new(
        picture.Width, picture.Height, [.. picture.Data.Select((v, i) =>
            0.3f + 0.3f * v - (i < picture.Width * picture.Height ? 0.15f : 0))]);

    /// <summary>The right half darker.</summary>
    private static RgbImage Halved(RgbImage picture) =>
        new(picture.Width, picture.Height,
            [.. picture.Data.Select((v, i) => i % picture.Width < picture.Width / 2 ? 0.3f + 0.4f * v : 0.3f * v)]);

    private static double RedOf(RgbImage picture)
    {
        IReadOnlyList<double> mean = ColorStatistics.Of(picture).Mean;
        return mean[0] - mean[2];
    }

    private static void AssertClose(RgbImage unlimited, RgbImage found)
    {
        for (int i = 0; i < found.Data.Length; i++)
            Assert.Equal(Math.Clamp(unlimited.Data[i], 0, 1), found.Data[i], 1e-6f);
    }

    // A few extreme pixels are limited to [0, 1].
    private static void AssertMeans(ColorStatistics expected, ColorStatistics found)
    {
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(expected.Mean[c], found.Mean[c], 0.01);
            Assert.Equal(expected.Deviation(c), found.Deviation(c), 0.015);
        }
    }
}
