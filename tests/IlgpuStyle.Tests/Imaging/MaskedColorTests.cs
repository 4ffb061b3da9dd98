using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Colours measured and matched inside masks: as if the rest of the picture were cut off.</summary>
public sealed class MaskedColorTests
{
    private const int Width = 40, Height = 30, Left = 16;

    private static readonly RgbImage s_source = TestPictures.Waves(Width, Height, 3), s_target = TestPictures.Waves(Width, Height, 4);

    private static readonly Mask s_left =
        new(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(p => p % Width < Left ? 1f : 0f)]);

    public static TheoryData<ColorMatchMethod> All =>
        [ColorMatchMethod.Symmetric, ColorMatchMethod.Pca, ColorMatchMethod.Cholesky, ColorMatchMethod.Histogram];

    [Fact]
    public void Of_AMask_IsTheStatisticsOfThePartAlone()
    {
        ColorStatistics masked = ColorStatistics.Of(s_source, s_left), part = ColorStatistics.Of(Cut(s_source));
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(part.Mean[c], masked.Mean[c], 1e-12);
            for (int d = 0; d < 3; d++)
                Assert.Equal(part.Covariance[c, d], masked.Covariance[c, d], 1e-12);
        }
    }

    [Fact]
    public void Of_ASoftMask_CountsPixelsAsOftenAsItSays()
    {
        // Two pixels, the second three times as heavy.
        RgbImage two = new(2, 1, [0.2f, 0.6f, 0, 0, 1, 0]);
        ColorStatistics statistics = ColorStatistics.Of(two, new Mask(2, 1, [0.25f, 0.75f]));
        Assert.Equal(0.5, statistics.Mean[0], 1e-7);
        Assert.Equal(0.25 * 0.09 + 0.75 * 0.01, statistics.Covariance[0, 0], 1e-7);
        Assert.Equal(0.25 * -0.3 * 0.75 + 0.75 * 0.1 * -0.25, statistics.Covariance[0, 2], 1e-7);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Match_MasksOnBoth_GivesThePartWhatTheCutPicturesGive(ColorMatchMethod method)
    {
        RgbImage whole = ColorTransfer.Match(s_source, s_target, method, s_left, s_left);
        RgbImage part = ColorTransfer.Match(Cut(s_source), Cut(s_target), method), found = Cut(whole);
        for (int i = 0; i < part.Data.Length; i++)
            Assert.Equal(part.Data[i], found.Data[i], 1e-6f);
        Assert.NotEqual(ColorTransfer.Match(s_source, s_target, method, s_left).Data, whole.Data);
        Assert.NotEqual(ColorTransfer.Match(s_source, s_target, method, targetMask: s_left).Data, whole.Data);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Match_AMaskThatIsEvenlyGrey_ChangesNothing(ColorMatchMethod method)
    {
        Mask grey = s_left.Select(_ => 0.3f);
        RgbImage plain = ColorTransfer.Match(s_source, s_target, method),
            masked = ColorTransfer.Match(s_source, s_target, method, grey, grey);
        for (int i = 0; i < plain.Data.Length; i++)
            Assert.Equal(plain.Data[i], masked.Data[i], 1e-6f);
    }

    [Fact]
    public void Mix_OfTwoParts_IsTheStatisticsOfTheWhole()
    {
        ColorStatistics whole = ColorStatistics.Of(s_source), mixed = ColorStatistics.Mix(
            [(ColorStatistics.Of(s_source, s_left), s_left.Share), (ColorStatistics.Of(s_source, s_left.Inverse()), 1 - s_left.Share)]);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(whole.Mean[c], mixed.Mean[c], 1e-12);
            for (int d = 0; d < 3; d++)
                Assert.Equal(whole.Covariance[c, d], mixed.Covariance[c, d], 1e-12);
        }
    }

    [Fact]
    public void MatchMoments_Masks_TakesThePartsMomentsForThePart()
    {
        RgbImage grey = Luminance.Grey(s_source, LuminanceSpace.Yiq), target = Luminance.Grey(s_target, LuminanceSpace.Yiq);
        ColorStatistics found = ColorStatistics.Of(Cut(Luminance.MatchMoments(grey, target, s_left, s_left))),
            wanted = ColorStatistics.Of(Cut(target));
        Assert.Equal(wanted.Mean[0], found.Mean[0], 1e-6);
        Assert.Equal(wanted.Deviation(0), found.Deviation(0), 1e-6);
    }

    [Fact]
    public void Of_AMaskOfNothingOrOfAnotherSize_Throws()
    {
        Assert.Throws<InputException>(() => ColorStatistics.Of(s_source, s_left.Select(_ => 0)));
        Assert.Throws<ArgumentException>(() => ColorStatistics.Of(s_source, new Mask(2, 1, [1, 1])));
    }

    /// <summary>The columns that the mask covers.</summary>
    private static RgbImage Cut(RgbImage picture)
    {
        float[] data = [.. picture.Data.Where((_, i) => i % Width < Left)];
        return new RgbImage(Left, Height, data);
    }
}
