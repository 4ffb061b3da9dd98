using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Moments after a colour match, and pictures that have hardly any colours.</summary>
public sealed class ColorTransferTests
{
    private static readonly RgbImage s_source = TestPictures.Waves(40, 30, 3), s_target = TestPictures.Waves(33, 47, 4);

    public static TheoryData<ColorMatchMethod> Linear => [ColorMatchMethod.Symmetric, ColorMatchMethod.Pca, ColorMatchMethod.Cholesky];

    public static TheoryData<ColorMatchMethod> All => 
        [ColorMatchMethod.Symmetric, ColorMatchMethod.Pca, ColorMatchMethod.Cholesky, ColorMatchMethod.Histogram];

    [Theory]
    [MemberData(nameof(Linear))]
    public void Match_Linear_GivesTheTargetsMeanAndCovariance(ColorMatchMethod method)
    {
        AssertMoments(s_target, ColorTransfer.Match(s_source, s_target, method));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Match_OfAMatchedPicture_ChangesNothing(ColorMatchMethod method)
    {
        RgbImage once = ColorTransfer.Match(s_source, s_target, method), twice = ColorTransfer.Match(once, s_target, method);
        Assert.NotEqual(s_source.Data, once.Data);
        AssertClose(once.Data, twice.Data);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Match_ToItself_ChangesNothing(ColorMatchMethod method) =>
        AssertClose(s_source.Data, ColorTransfer.Match(s_source, s_source, method).Data);

    [Fact]
    public void Matrix_OfTheThreeMethods_DifferByARotationAndOneIsSymmetric()
    {
        double[,] from = ColorStatistics.Of(s_source).Covariance, to = ColorStatistics.Of(s_target).Covariance;
        double[,] symmetric = ColorTransfer.Matrix(from, to, ColorMatchMethod.Symmetric);
        double[,] pca = ColorTransfer.Matrix(from, to, ColorMatchMethod.Pca),
            cholesky = ColorTransfer.Matrix(from, to, ColorMatchMethod.Cholesky);
        Assert.Equal(symmetric[0, 1], symmetric[1, 0], 1e-12);
        Assert.Equal(symmetric[0, 2], symmetric[2, 0], 1e-12);
        Assert.True(Math.Abs(pca[0, 1] - pca[1, 0]) > 1e-3);
        Assert.Equal(0, cholesky[0, 1], 1e-12);
        Assert.Equal(0, cholesky[1, 2], 1e-12);
        Assert.True(Math.Abs(cholesky[1, 0]) > 1e-3);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Match_FlatSource_BecomesTheTargetsMeanOrMedian(ColorMatchMethod method)
    {
        RgbImage flat = new(9, 9);
        Array.Fill(flat.Data, 0.4f);
        RgbImage matched = ColorTransfer.Match(flat, s_target, method);
        Assert.All(matched.Data, v => Assert.True(float.IsFinite(v)));
        Assert.Equal(matched.Data[0], matched.Data[80]);
        if (method != ColorMatchMethod.Histogram)
            Assert.Equal(ColorStatistics.Of(s_target).Mean[2], matched.Data[^1], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void Match_FlatTarget_BecomesFlat(ColorMatchMethod method)
    {
        RgbImage flat = new(9, 9);
        Array.Fill(flat.Data, 0.4f);
        Assert.All(ColorTransfer.Match(s_source, flat, method).Data, v => Assert.Equal(0.4f, v, 1e-6f));
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void Match_GreySource_KeepsTheTargetsMeanAndStretchesNoNoise(ColorMatchMethod method)
    {
        // One grey ramp with noise of a tenth of an 8-bit step in each channel.
        Random random = new(5);
        RgbImage grey = new(32, 32);
        for (int i = 0; i < grey.Data.Length; i++)
            grey.Data[i] = i % 1024 / 1023f + (float)(random.NextDouble() - 0.5) / 2550;
        RgbImage matched = ColorTransfer.Match(grey, s_target, method);
        ColorStatistics statistics = ColorStatistics.Of(matched), target = ColorStatistics.Of(s_target);
        Assert.Equal(target.Mean[0], statistics.Mean[0], 1e-5);
        (double[] values, _) = Matrix3.Eigen(statistics.Covariance);
        Array.Sort(values);
        Assert.True(values[1] < 1e-5 && values[2] > 1e-3, $"{values[1]}, {values[2]}");
    }

    [Fact]
    public void Match_Histogram_GivesTheTargetsQuantilesAndKeepsOrder()
    {
        RgbImage matched = ColorTransfer.Match(s_source, s_target, ColorMatchMethod.Histogram);
        int count = s_source.Width * s_source.Height, targetCount = s_target.Width * s_target.Height;
        for (int channel = 0; channel < 3; channel++)
        {
            float[] before = s_source.Data[(channel * count)..((channel + 1) * count)],
                after = matched.Data[(channel * count)..((channel + 1) * count)];
            float[] wanted = s_target.Data[(channel * targetCount)..((channel + 1) * targetCount)];
            Array.Sort(before, after);
            Assert.Equal(after.Order(), after);
            Array.Sort(wanted);
            for (int share = 1; share < 10; share++)
                Assert.Equal(wanted[share * targetCount / 10], after[share * count / 10], 0.01f);
        }
    }

    private static void AssertMoments(RgbImage expected, RgbImage actual)
    {
        ColorStatistics a = ColorStatistics.Of(expected), b = ColorStatistics.Of(actual);
        for (int c = 0; c < 3; c++)
        {
            // Each pixel is rounded to float32 once: 6·10⁻⁸ of values up to 1.
            Assert.Equal(a.Mean[c], b.Mean[c], 1e-7);
            for (int d = 0; d < 3; d++)
                Assert.Equal(a.Covariance[c, d], b.Covariance[c, d], 1e-7);
        }
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6f);
    }
}
