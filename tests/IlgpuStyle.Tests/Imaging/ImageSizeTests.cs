using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class ImageSizeTests
{
    [Theory]
    [InlineData(1024, 768, 512, 512, 384)]
    [InlineData(768, 1024, 512, 384, 512)]
    [InlineData(100, 100, 7, 7, 7)]
    [InlineData(300, 200, 600, 600, 400)]
    [InlineData(1000, 1, 10, 10, 1)]
    [InlineData(1, 1000, 1, 1, 1)]
    [InlineData(3, 2, 4, 4, 3)]
    [InlineData(640, 427, 512, 512, 342)]
    [InlineData(4, 2, 1, 1, 1)]
    [InlineData(65535, 65535, 65535, 65535, 65535)]
    [InlineData(1, int.MaxValue, int.MaxValue, 1, int.MaxValue)]
    public void Fit_LongSide_KeepsTheAspectRatio(
        int width, int height, int longSide, int toWidth, int toHeight)
    {
        Assert.Equal(new ImageSize(toWidth, toHeight), ImageSize.Fit(width, height, longSide));
        Assert.Equal(new ImageSize(toWidth, toHeight), new ImageSize(width, height).WithLongSide(longSide));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 0)]
    public void Fit_ExtentBelowOne_Throws(int width, int height, int longSide) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageSize.Fit(width, height, longSide));
}
