using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class ImageOrientationTests
{
    // The stored picture is a b c / d e f (as 10, 20, … 60); the strings are the upright pictures, row by
    // row (EXIF 2.32, 4.6.4).
    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    public void Read_PngWithExif_IsUpright(int orientation, string expected)
    {
        byte[] rows = [0, 10, 110, 20, 120, 30, 130, 0, 40, 140, 50, 150, 60, 160];
        string[] lines = expected.Split('/');
        foreach (bool littleEndian in new[] { false, true })
        {
            byte[] file = TestImages.Png(
                3, 2, 8, 4, rows, ("eXIf", TestImages.Exif(orientation, littleEndian)));

            RgbImage found = TestImages.Decode(file);

            Assert.Equal(new ImageSize(lines[0].Length, lines.Length), found.Size);
            for (int i = 0; i < 6; i++)
            {
                int value = 10 * (string.Concat(lines)[i] - 'a' + 1);
                Assert.Equal(value, (int)MathF.Round(found.Data[i] * 255));
                Assert.Equal(value, (int)MathF.Round(found.Data[12 + i] * 255));
                Assert.Equal(value + 100, (int)MathF.Round(found.Alpha![i] * 255));
            }
        }
    }

    // A 48×32 JPEG whose top left quarter is red; where that quarter goes tells the orientations apart (5
    // and 1 by the size).
    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    [InlineData(3, false, false)]
    [InlineData(4, false, true)]
    [InlineData(5, true, true)]
    [InlineData(6, true, false)]
    [InlineData(7, false, false)]
    [InlineData(8, false, true)]
    public void Read_JpegWithExif_IsUpright(int orientation, bool isTop, bool isLeft)
    {
        var stored = new RgbImage(48, 32);
        for (int y = 0; y < 16; y++)
            Array.Fill(stored.Data, 1f, y * 48, 24);
        foreach (bool littleEndian in new[] { false, true })
        {
            byte[] file = TestImages.WithExif(
                TestImages.Encode(stored, ".jpg"), TestImages.Exif(orientation, littleEndian));

            RgbImage found = TestImages.Decode(file);

            Assert.Equal(orientation < 5 ? new ImageSize(48, 32) : new ImageSize(32, 48), found.Size);
            for (int corner = 0; corner < 4; corner++)
            {
                int x = (corner & 1) == 0 ? 2 : found.Width - 3;
                int y = (corner & 2) == 0 ? 2 : found.Height - 3;
                bool isRed = ((corner & 1) == 0) == isLeft && ((corner & 2) == 0) == isTop;
                Assert.Equal(isRed ? 1f : 0f, found.Data[(y * found.Width) + x], 0.1f);
            }
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(9, 3)]
    [InlineData(6, 4)]
    public void Read_MeaninglessOrientation_IsIgnored(int orientation, ushort type)
    {
        byte[] jpeg = TestImages.Encode(TestImages.Gradient(20, 10), ".jpg");

        RgbImage found = TestImages.Decode(
            TestImages.WithExif(jpeg, TestImages.Exif(orientation, true, type)));

        Assert.Equal(new ImageSize(20, 10), found.Size);
    }

    [Fact]
    public void Read_ExifCutAnywhere_IsIgnored()
    {
        byte[] jpeg = TestImages.Encode(TestImages.Gradient(20, 10), ".jpg");
        byte[] exif = TestImages.Exif(6, littleEndian: false);
        for (int length = 0; length < 22; length++)
            Assert.Equal(
                new ImageSize(20, 10), TestImages.Decode(TestImages.WithExif(jpeg, exif[..length])).Size);
    }

    [Fact]
    public void Read_ExifDirectoryFarAway_IsIgnored()
    {
        byte[] jpeg = TestImages.Encode(TestImages.Gradient(20, 10), ".jpg");
        byte[] exif = TestImages.Exif(6, littleEndian: true);
        exif.AsSpan(4, 4).Fill(0xFF);

        Assert.Equal(new ImageSize(20, 10), TestImages.Decode(TestImages.WithExif(jpeg, exif)).Size);
    }
}
