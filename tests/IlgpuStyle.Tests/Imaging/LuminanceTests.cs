using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Lightness split from colours, in both spaces.</summary>
public sealed class LuminanceTests
{
    private static readonly RgbImage s_light = TestPictures.Waves(21, 13, 5), s_colors = TestPictures.Waves(21, 13, 6);

    [Theory]
    [InlineData(LuminanceSpace.Yiq)]
    [InlineData(LuminanceSpace.Lab)]
    public void Combine_GreyOfItselfWithItself_GivesItBack(LuminanceSpace space)
    {
        RgbImage back = Luminance.Combine(Luminance.Grey(s_colors, space), s_colors, space);
        for (int i = 0; i < back.Data.Length; i++)
            Assert.Equal(s_colors.Data[i], back.Data[i], 1e-5f);
    }

    [Theory]
    [InlineData(LuminanceSpace.Yiq)]
    [InlineData(LuminanceSpace.Lab)]
    public void Combine_TwoPictures_HasTheLightnessOfTheFirst(LuminanceSpace space)
    {
        RgbImage wanted = Luminance.Grey(s_light, space), found = Luminance.Grey(Luminance.Combine(s_light, s_colors, space), space);
        for (int i = 0; i < wanted.Data.Length; i++)
            Assert.Equal(wanted.Data[i], found.Data[i], 1e-5f);
    }

    [Fact]
    public void Combine_Yiq_KeepsIAndQ()
    {
        RgbImage combined = Luminance.Combine(s_light, s_colors, LuminanceSpace.Yiq);
        int count = combined.Width * combined.Height;
        for (int p = 0; p < count; p++)
        {
            // Differences of channels hold I and Q, and nothing of Y.
            Assert.Equal(s_colors.Data[p] - s_colors.Data[count + p], combined.Data[p] - combined.Data[count + p], 1e-6f);
            Assert.Equal(s_colors.Data[p] - s_colors.Data[2 * count + p], combined.Data[p] - combined.Data[2 * count + p], 1e-6f);
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 100, 0, 0)]
    [InlineData(1, 0, 0, 53.24, 80.09, 67.20)]
    [InlineData(0, 0, 1, 32.30, 79.19, -107.86)]
    public void FromRgb_KnownColors_ReturnPublishedValues(double r, double g, double b, double l, double a, double bb)
    {
        (double L, double A, double B) lab = CieLab.FromRgb((r, g, b));
        Assert.Equal(l, lab.L, 0.05);
        Assert.Equal(a, lab.A, 0.05);
        Assert.Equal(bb, lab.B, 0.05);
        (double R, double G, double B) back = CieLab.ToRgb(lab);
        Assert.Equal(r, back.R, 1e-6);
        Assert.Equal(g, back.G, 1e-6);
        Assert.Equal(b, back.B, 1e-6);
    }

    [Fact]
    public void MatchMoments_GreyPictures_TakesMeanAndDeviationAndFlatOnesTheMean()
    {
        RgbImage grey = Luminance.Grey(s_light, LuminanceSpace.Yiq), target = Luminance.Grey(s_colors, LuminanceSpace.Yiq);
        ColorStatistics found = ColorStatistics.Of(Luminance.MatchMoments(grey, target)), wanted = ColorStatistics.Of(target);
        Assert.Equal(wanted.Mean[0], found.Mean[0], 1e-6);
        Assert.Equal(wanted.Deviation(0), found.Deviation(0), 1e-6);
        RgbImage flat = Luminance.MatchMoments(new RgbImage(4, 4), target);
        Assert.All(flat.Data, v => Assert.Equal(wanted.Mean[0], v, 1e-6));
    }
}
