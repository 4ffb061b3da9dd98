using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>A camera's picture of 24 megapixels for a run that paints 640 pixels.</summary>
public sealed class LargePictureTests
{
    private const int Width = 6000, Height = 4000;
    private const long Pixels = (long)Width * Height;

    // What the picture takes in floats, which is never to be there.
    private const long WholeBytes = Pixels * RgbImage.Channels * sizeof(float);

    static LargePictureTests() => MagickLibrary.Load();

    [Theory]
    [InlineData(MagickFormat.Jpeg, false, 0, 96L << 20)]
    [InlineData(MagickFormat.Jpeg, true, Pixels, 300L << 20)]
    [InlineData(MagickFormat.Png, false, 0, WholeBytes)]
    [InlineData(MagickFormat.Tiff, false, 4 * Pixels, 350L << 20)]
    public void Read_Of24Megapixels_NeverHoldsThemInFloats(MagickFormat format, bool isProgressive, long least, long most)
    {
        RgbImage small = TestImages.Gradient(60, 40);
        using MagickImage image = new(TestImages.Encode(small, ".png")) { Quality = format == MagickFormat.Png ? 10u : 95u };
        image.Sample(Width, Height);
        if (isProgressive)
            image.Settings.Interlace = Interlace.Jpeg;
        PictureFile file = PictureFile.Open(image.ToByteArray(format), "large");
        PictureReading reading = new() { Enough = file.EnoughFor(640) };
        // A JPEG is read at a fraction of its size, a progressive one with its coefficients, the others by rows.
        Assert.InRange(file.BytesToRead(reading), least + 1, most);
        if (format == MagickFormat.Tiff)
            Assert.InRange(file.BytesToRead(new PictureReading()), WholeBytes + 4 * Pixels, long.MaxValue);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage found = file.Read(reading);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(new ImageSize(1280, 853), found.Size);
        Assert.InRange(allocated, 0, WholeBytes / 2);
        // Each of the 60×40 squares has its colour in the middle: half a JPEG step beside the rounding.
        for (int i = 0; i < small.Width * small.Height; i++)
        {
            int x = (int)((i % small.Width + 0.5) * found.Width / small.Width);
            int y = (int)((i / small.Width + 0.5) * found.Height / small.Height);
            for (int c = 0; c < RgbImage.Channels; c++)
            {
                float expected = small.Data[c * small.Width * small.Height + i];
                Assert.Equal(expected, found.Data[(c * found.Height + y) * found.Width + x], 4f / 255);
            }
        }
    }

    [Theory]
    [InlineData(4, 14, "1×18726 tiles, which")]
    [InlineData(0, 0, "its tiles are empty")]
    [InlineData(0, 14, null)]
    public void Open_Jpeg2000OfManyTiles_IsRefusedByItsHeader(byte height, byte tile, string? words)
    {
        // Behind markers, length and capabilities: width, height, two offsets, width and height of a tile, in 4 bytes each.
        byte[] file = TestFiles.Magick(TestImages.Gradient(23, 14), MagickFormat.J2k);
        (file[13], file[31]) = (height, tile);

        Exception? exception = Record.Exception(() => PictureFile.Open(file, "tiles"));

        if (words is null)
            Assert.Null(exception);
        else
            Assert.Contains(words, Assert.IsType<InputException>(exception).Message);
    }

    [Fact]
    public void Open_Jpeg2000OfManyComponents_IsRefusedByItsHeader()
    {
        byte[] file = TestFiles.Magick(TestImages.Gradient(23, 14), MagickFormat.J2k);
        file[40] = 1;

        Assert.Contains("259 components", Assert.Throws<InputException>(() => PictureFile.Open(file, "components")).Message);
    }
}
