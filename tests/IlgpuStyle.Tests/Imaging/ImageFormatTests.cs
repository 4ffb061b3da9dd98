using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class ImageFormatTests
{
    [Fact]
    public void Read_EveryFormat_HasTheRightSize()
    {
        foreach ((string name, byte[] file, ImageSize size) in TestFiles.All())
            Assert.True(size == TestImages.Decode(file).Size, name);
    }

    [Fact]
    public void Read_Gif_GivesItsColours()
    {
        RgbImage found = TestImages.Decode(TestFiles.Gif);

        Assert.Equal([1f, 0, 0, 1], found.Data[..4]);
        Assert.Equal([0f, 0, 0, 0], found.Data[4..8]);
        Assert.Equal([0f, 1, 1, 0], found.Data[8..]);
    }

    [Fact]
    public void Read_Bmp_TurnsRowsAndChannelsRound()
    {
        int[] expected = [1, 4, 7, 10, 40, 70, 2, 5, 8, 20, 50, 80, 3, 6, 9, 30, 60, 90];

        Assert.Equal(expected, Bytes(TestImages.Decode(TestFiles.Bmp)));
    }

    [Fact]
    public void Read_Tga_GivesItsColours()
    {
        Assert.Equal([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12], Bytes(TestImages.Decode(TestFiles.Tga)));
        Assert.Equal([1, 1, 1, 4, 2, 2, 2, 5, 3, 3, 3, 6], Bytes(TestImages.Decode(TestFiles.TgaRunLength)));
    }

    [Fact]
    public void Read_Psd_GivesItsColours()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6], Bytes(TestImages.Decode(TestFiles.Psd)));
        Assert.Equal([1, 2, 3, 4, 5, 6], Bytes(TestImages.Decode(TestFiles.PsdRunLength)));
    }

    [Fact]
    public void Read_Hdr_GivesItsColours()
    {
        Assert.Equal([255, 0, 255, 0, 255, 0], Bytes(TestImages.Decode(TestFiles.Hdr)));
        Assert.All(Bytes(TestImages.Decode(TestFiles.HdrRunLength)), value => Assert.Equal(255, value));
    }

    private static int[] Bytes(RgbImage image) =>
        image.Data.Select(value => (int)MathF.Round(value * 255)).ToArray();
}
