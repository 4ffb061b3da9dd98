using IlgpuStyle.Imaging;
using StbImageSharp;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>What is written is what somebody else's decoder reads.</summary>
public sealed class PngWriterTests
{
    [Theory]
    [InlineData(37, 150, false)]
    [InlineData(37, 150, true)]
    [InlineData(1, 1, false)]
    [InlineData(700, 3, true)]
    public void Write_SmoothAndNoisy_ComesBackPixelByPixel(int width, int height, bool withAlpha)
    {
        // Smooth in one half and noise in the other, so that every row filter is used; more rows than are filtered at a time.
        Random random = new(5);
        int pixels = width * height, samples = withAlpha ? 4 : 3;
        float[] Plane() => [.. Enumerable.Range(0, pixels).Select(i => (i < pixels / 2 ? i / 7 % 256 : random.Next(256)) / 255f)];
        RgbImage image = new(width, height, [.. Plane(), .. Plane(), .. Plane()], withAlpha ? Plane() : null);

        ImageResult found = ImageResult.FromMemory(TestImages.Encode(image, ".png"));

        Assert.Equal((width, height, samples), (found.Width, found.Height, (int)found.SourceComp));
        Assert.Equal(PixelBytes.FromImage(image), found.Data);
    }

    [Fact]
    public void Write_GradientRows_AreFiltered()
    {
        // 256 by 256 pixels of a slope: 196608 bytes of pixels that are all the same once the row above is subtracted.
        RgbImage image = new(256, 256, [.. Enumerable.Range(0, 3 * 65536).Select(i => (i / 256 + 7 * (i % 256)) % 256 / 255f)]);
        Assert.InRange(TestImages.Encode(image, ".png").Length, 100, 5000);
    }
}
