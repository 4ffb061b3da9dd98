using IlgpuStyle.Imaging;
using IlgpuStyle.Inspection;

namespace IlgpuStyle.Tests.Inspection;

/// <summary>The fabric that small filters leave, as a ratio of powers.</summary>
public sealed class RippleTests
{
    private const int Side = 96;

    [Theory]
    [InlineData(3, 0.1, 4)]
    [InlineData(3, 0.05, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(12, 0.2, 0)]
    public void Measure_WavesOfOnePeriod_CountsThePowerOfShortOnes(double period, double amplitude, double expected)
    {
        RgbImage painting = Waves(3, 0.05, Side), photo = new(Side, Side);
        // A Hann window leaves 10⁻⁴ of a wave's power three bins away: periods of 12 pixels end before periods of 4 begin.
        Assert.Equal(expected, Ripple.Measure(Waves(period, amplitude, Side), photo, painting), 0.01);
    }

    [Fact]
    public void Measure_RippleWhereThePhotoIsNotFlat_DoesNotCount()
    {
        RgbImage photo = Waves(8, 0.3, Side / 4), result = Waves(3, 0.1, Side / 4);
        Assert.Equal(0, Ripple.Measure(result, photo, Waves(3, 0.05, Side)), 0.01);
    }

    [Fact]
    public void Measure_PictureSmallerThanABlock_IsRefused() => Assert.Contains(
        "ripple: the picture is 96×16, expected at least 32×32",
        Assert.Throws<InputException>(() => Ripple.Measure(new RgbImage(96, 16), new RgbImage(96, 16), new RgbImage(96, 96))).Message);

    /// <summary>Vertical grey waves in the columns before <paramref name="end"/>, plain grey behind.</summary>
    private static RgbImage Waves(double period, double amplitude, int end)
    {
        RgbImage picture = new(Side, Side);
        for (int i = 0; i < picture.Data.Length; i++)
            picture.Data[i] = (float)(0.5 + (i % Side < end ? amplitude * Math.Sin(2 * Math.PI * (i % Side) / period) : 0));
        return picture;
    }
}
