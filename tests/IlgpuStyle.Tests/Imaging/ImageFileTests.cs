using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class ImageFileTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(7, 3, false)]
    [InlineData(64, 41, false)]
    [InlineData(17, 31, true)]
    public void WriteRead_Png_GivesTheSamePicture(int width, int height, bool withAlpha)
    {
        RgbImage image = TestImages.Gradient(width, height, withAlpha);

        RgbImage found = TestImages.Decode(TestImages.Encode(image, ".png"));

        Assert.Equal(image.Size, found.Size);
        Assert.Equal(image.Data, found.Data);
        Assert.Equal(image.Alpha, found.Alpha);
    }

    [Theory]
    [InlineData(".jpg", 64, 41)]
    [InlineData(".jpeg", 7, 3)]
    [InlineData(".JPG", 1, 1)]
    public void WriteRead_Jpeg_StaysWithinQuality95(string extension, int width, int height)
    {
        RgbImage image = TestImages.Gradient(width, height);

        RgbImage found = TestImages.Decode(TestImages.Encode(image, extension));

        Assert.Equal(image.Size, found.Size);
        Assert.Null(found.Alpha);
        // Quantisation steps of a smooth picture at quality 95 stay far below 6/255.
        Assert.All(
            image.Data.Zip(found.Data),
            pair => Assert.InRange(pair.Second - pair.First, -6f / 255, 6f / 255));
    }

    [Fact]
    public void Write_LowerQuality_GivesSmallerFile()
    {
        RgbImage image = TestImages.Gradient(64, 64);

        Assert.True(
            TestImages.Encode(image, ".jpg", 30).Length < TestImages.Encode(image, ".jpg", 95).Length);
    }

    [Fact]
    public void Write_ValuesBetweenSteps_RoundsToNearestAndLimits()
    {
        var image = new RgbImage(6, 1);
        float[] red = [0.4f / 255, 0.6f / 255, 99.4f / 255, 99.6f / 255, -0.2f, 1.7f];
        red.CopyTo(image.Data, 0);

        RgbImage found = TestImages.Decode(TestImages.Encode(image, ".png"));

        Assert.Equal([0, 1, 99, 100, 0, 255], found.Data[..6].Select(v => (int)MathF.Round(v * 255)));
    }

    [Fact]
    public void Write_AlphaAsJpeg_IsPutInFrontOfWhite()
    {
        var image = new RgbImage(8, 8, new float[3 * 64], new float[64]);

        RgbImage found = TestImages.Decode(TestImages.Encode(image, ".jpg"));

        Assert.All(found.Data, value => Assert.InRange(value, 0.99f, 1f));
    }

    [Fact]
    public void Read_AlphaOnWhite_Blends()
    {
        var image = new RgbImage(2, 1, [1, 0, 0, 0, 0, 0], [102 / 255f, 1]);

        RgbImage found = TestImages.Decode(TestImages.Encode(image, ".png"), AlphaMode.CompositeOnWhite);

        Assert.Null(found.Alpha);
        Assert.Equal(1f, found.Data[0], 1e-6f);
        Assert.Equal(0.6f, found.Data[2], 1e-6f);
        Assert.Equal(0f, found.Data[1], 1e-6f);
    }

    [Fact]
    public void Read_OpaqueAlphaChannel_HasNoAlphaPlane()
    {
        byte[] rows = [0, 10, 20, 30, 255, 40, 50, 60, 255];

        RgbImage found = TestImages.Decode(TestImages.Png(2, 1, 8, 6, rows));

        Assert.Null(found.Alpha);
        Assert.Equal([10, 40, 20, 50, 30, 60], found.Data.Select(v => (int)MathF.Round(v * 255)));
    }

    [Fact]
    public void Read_GreyPng_RepeatsTheValueInEveryChannel()
    {
        RgbImage found = TestImages.Decode(TestImages.Png(3, 1, 8, 0, [0, 5, 128, 255]));

        Assert.Equal(
            [5, 128, 255, 5, 128, 255, 5, 128, 255], found.Data.Select(v => (int)MathF.Round(v * 255)));
    }

    [Fact]
    public void Read_PngOf16Bits_GivesTheNearestOf8()
    {
        byte[] rows = [0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xFF, 0xFF, 0x00, 0x00, 0x80, 0x80];

        RgbImage found = TestImages.Decode(TestImages.Png(2, 1, 16, 2, rows));

        Assert.Equal([0x12, 0xFF, 0x56, 0, 0x9A, 0x80], found.Data.Select(v => (int)MathF.Round(v * 255)));
    }

    [Fact]
    public void Read_OneBitPng_GivesBlackAndWhite()
    {
        RgbImage found = TestImages.Decode(TestImages.Png(4, 1, 1, 0, [0, 0b1010_0000]));

        Assert.Equal([1f, 0, 1, 0], found.Data[..4]);
    }

    [Fact]
    public void Read_PalettePng_LooksColoursAndTransparencyUp()
    {
        byte[] file = TestImages.Png(
            2, 1, 8, 3, [0, 1, 0], ("PLTE", [10, 20, 30, 40, 50, 60]), ("tRNS", [0, 255]));

        RgbImage found = TestImages.Decode(file);

        Assert.Equal([40, 10, 50, 20, 60, 30], found.Data.Select(v => (int)MathF.Round(v * 255)));
        Assert.Equal([1f, 0], found.Alpha!);
    }

    [Fact]
    public void Read_WrongExtension_GoesByContent()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("really-a-png.jpg", TestImages.Encode(TestImages.Gradient(5, 4), ".png"));

        Assert.Equal(new ImageSize(5, 4), ImageFile.Read(path).Size);
    }

    [Fact]
    public void Write_ExistingFile_ReplacesItAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("out.png", [1, 2, 3]);

        ImageFile.Write(path, TestImages.Gradient(5, 4));

        Assert.Equal(new ImageSize(5, 4), ImageFile.Read(path).Size);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_TargetCannotBeReplaced_KeepsItAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("out.png", [1, 2, 3]);
        string link = folder.File("link.png");
        Directory.CreateDirectory(folder.File("folder.png"));
        File.CreateSymbolicLink(link, folder.File("folder.png"));

        Assert.Throws<InputException>(() => ImageFile.Write(link, TestImages.Gradient(5, 4)));
        Assert.Throws<InputException>(() => ImageFile.Write(path + "/below.png", TestImages.Gradient(5, 4)));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void Write_ThroughLinkWithoutFolder_ReplacesTheTarget()
    {
        using var folder = new TemporaryFolder();
        // In the current folder, which other tests need as it is: .NET resolves such a link against the root folder.
        string name = $"link-{Guid.NewGuid():N}.png";
        string path = folder.File("real.png");
        try
        {
            File.CreateSymbolicLink(name, path);
            ImageFile.Write(name, TestImages.Gradient(5, 4));
            Assert.NotNull(new FileInfo(name).LinkTarget);
            Assert.Equal(5, ImageFile.Read(path).Width);
            File.Delete(name);
            File.CreateSymbolicLink(name, Path.GetFileName(name) + ".target");
            Assert.Equal(Path.GetFullPath(name + ".target"), AtomicFile.Target(name));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Write_ThroughLink_ReplacesTheTarget()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("target.png", [1, 2, 3]);
        string link = folder.File("link.png");
        File.CreateSymbolicLink(link, path);

        ImageFile.Write(link, TestImages.Gradient(5, 4));

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(new ImageSize(5, 4), ImageFile.Read(path).Size);
    }
}
