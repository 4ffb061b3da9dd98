using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>The files in <c>cases</c>: valid ones that readers get wrong, and damaged ones that must not pass for pictures.</summary>
public sealed class PictureCaseTests
{
    [Theory]
    [InlineData("bmp24-palette.bmp", 48, 32, 47, 0, 235, 0, 141)]
    [InlineData("bmp-os2-1bit.bmp", 48, 32, 0, 0, 50, 100, 200)]
    [InlineData("bmp-os2-8bit.bmp", 48, 32, 47, 9, 235, 253, 2)]
    [InlineData("bmp-rle8.bmp", 48, 32, 47, 31, 80, 80, 80)]
    [InlineData("bmp32-unused-byte.bmp", 48, 32, 47, 0, 235, 0, 141)]
    [InlineData("tga-right-to-left.tga", 48, 32, 0, 5, 0, 40, 15)]
    [InlineData("tga-map-15bit.tga", 48, 32, 47, 31, 115, 140, 58)]
    [InlineData("gif-no-first-clear.gif", 8, 8, 0, 0, 255, 0, 0)]
    [InlineData("psd-grey.psd", 48, 32, 47, 0, 235, 235, 235)]
    [InlineData("grey16.psd", 37, 23, 0, 0, 170, 170, 170)]
    [InlineData("psd-saved-selection.psd", 48, 32, 47, 0, 235, 0, 141)]
    [InlineData("png-raw-profile-exif-6.png", 16, 24, 0, 0, 0, 10, 20)]
    [InlineData("jpeg-no-dht.jpg", 48, 32, 0, 0, 0, 1, 0)]
    [InlineData("jpeg-no-eoi.jpg", 48, 32, 0, 0, 0, 1, 0)]
    [InlineData("photo-1800x200.png", 1800, 200, 1799, 199, 7, 142, 206)]
    [InlineData("photo.png", 128, 96, 127, 95, 254, 190, 222)]
    [InlineData("ref.png", 48, 32, 47, 31, 235, 248, 234)]
    public void Read_ValidFile_GivesItsSizeAndColours(string name, int width, int height, int x, int y, int red, int green, int blue)
    {
        PictureFile file = PictureFile.Open(PathOf(name));
        RgbImage found = file.Read(new PictureReading { Alpha = AlphaMode.Keep });

        Assert.Equal(new ImageSize(width, height), file.Size);
        Assert.Equal(file.Size, found.Size);
        Assert.Equal((red, green, blue), At(found, x, y));
        Assert.Null(found.Alpha);
        Assert.Equal(name == "jpeg-no-eoi.jpg" ? ["its end marker is missing"] : [], file.Notes);
    }

    [Theory]
    [InlineData("jpeg-no-scan.jpg", "the pixels of 1 of its 1 colour component are missing")]
    [InlineData("jpeg-progressive-no-scan.jpg", "the pixels of 1 of its 1 colour component are missing")]
    [InlineData("cut.jpg", "10000×10000 pixels, for which reading takes up to ")]
    [InlineData("g.gif", "10000×10000 pixels, for which reading takes up to ")]
    [InlineData("jpeg-empty-large.jpg", "768×64767 pixels, for which reading takes up to ")]
    public void Read_FileWithoutItsPixels_IsRefusedByItsHeader(string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => ImageFile.Read(PathOf(name))).Message);

    [Fact]
    public void Read_MaskOnTransparent_HasItsOpacities()
    {
        RgbImage found = ImageFile.Read(PathOf("mask-white-on-transparent.png"), AlphaMode.Keep),
            plain = ImageFile.Read(PathOf("mask-plain.png"));

        Assert.Equal(plain.Data[..(128 * 96)], found.Alpha!);
    }

    [Fact]
    public void Read_RawFile_IsDevelopedAndUpright()
    {
        RgbImage found = ImageFile.Read(PathOf("camera.dng"));

        Assert.Equal(new ImageSize(48, 64), found.Size);
        // Red rises to the right and blue to the bottom of the sensor, which lies on its left side.
        (int top, int bottom) = (At(found, 24, 4).Red, At(found, 24, 60).Red);
        (int left, int right) = (At(found, 2, 32).Blue, At(found, 45, 32).Blue);
        Assert.True(bottom > top + 100 && left > right + 100, $"red {top} to {bottom}, blue {left} to {right}");
    }

    [Fact]
    public void Read_HeicOfDisplayP3_IsConverted()
    {
        PictureFile file = PictureFile.Open(PathOf("display-p3.heic"));
        RgbImage found = file.Read(), values = ImageFile.Read(PathOf("ref.png"));

        Assert.Equal(["colours converted from Display P3 to sRGB"], file.Notes);
        double sum = 0;
        for (int i = 0; i < 48 * 32; i++)
        {
            float[] expected = WideColors.DisplayP3ToSrgb([values.Data[i], values.Data[1536 + i], values.Data[3072 + i]]);
            for (int c = 0; c < 3; c++)
                sum += Math.Pow(expected[c] - found.Data[c * 1536 + i], 2);
        }

        // HEVC at quality 95: some steps of 255 each way.
        Assert.InRange(Math.Sqrt(sum / found.Data.Length), 0, 2.5 / 255);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Imaging/cases", name);

    private static (int Red, int Green, int Blue) At(RgbImage image, int x, int y)
    {
        int Byte(int channel) => (int)MathF.Round(255 * image.Data[(channel * image.Height + y) * image.Width + x]);
        return (Byte(0), Byte(1), Byte(2));
    }
}
