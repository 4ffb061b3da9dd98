using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class Png16Tests
{
    [Fact]
    public void Read_RgbOf16Bits_KeepsTheLowByte()
    {
        byte[] rows = [0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01];

        RgbImage found = TestImages.Decode(TestImages.Png(2, 1, 16, 2, rows));

        Assert.Equal([0x1234, 0xFFFF, 0x5678, 0, 0x9ABC, 1], Values(found.Data));
        Assert.Null(found.Alpha);
    }

    [Fact]
    public void Read_GreyAndAlphaOf16Bits_KeepsBoth()
    {
        byte[] rows = [0, 0x12, 0x34, 0x80, 0x01];

        RgbImage found = TestImages.Decode(TestImages.Png(1, 1, 16, 4, rows));

        Assert.Equal([0x1234, 0x1234, 0x1234], Values(found.Data));
        Assert.Equal([0x8001], Values(found.Alpha!));
    }

    [Fact]
    public void Read_GreyOf16BitsWithTransparentColour_MakesItInvisible()
    {
        byte[] rows = [0, 0x12, 0x34, 0x12, 0x35];

        RgbImage found = TestImages.Decode(TestImages.Png(2, 1, 16, 0, rows, ("tRNS", [0x12, 0x35])));

        Assert.Equal([1f, 0f], found.Alpha!);
        Assert.Equal([0x1234, 0x1235], Values(found.Data[..2]));
    }

    [Fact]
    public void Read_EveryRowFilter_IsUndone()
    {
        // Five rows of two grey pixels, each stored with another filter; all rows shall come out as 0x0102
        // 0x0305.
        byte[][] rows =
        [
            [0, 1, 2, 3, 5],
            [1, 1, 2, 2, 3],
            [2, 0, 0, 0, 0],
            [3, 1, 1, 1, 2],
            [4, 0, 0, 0, 0],
        ];

        RgbImage found = TestImages.Decode(
            TestImages.Png(2, 5, 16, 0, rows.SelectMany(row => row).ToArray()));

        for (int y = 0; y < 5; y++)
            Assert.Equal([0x0102, 0x0305], Values(found.Data[(2 * y)..((2 * y) + 2)]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(8, 8)]
    [InlineData(17, 10)]
    public void Read_Interlaced_PutsEveryPixelInItsPlace(int width, int height)
    {
        // Pixel (x, y) has the value 256·y + x; written pass by pass from the standard's 8×8 pattern.
        string[] pattern =
            ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
        var rows = new List<byte>();
        for (char pass = '1'; pass <= '7'; pass++)
        {
            for (int y = 0; y < height; y++)
            {
                int[] columns =
                    Enumerable.Range(0, width).Where(x => pattern[y % 8][x % 8] == pass).ToArray();
                if (columns.Length > 0)
                    rows.AddRange([0, .. columns.SelectMany(x => new[] { (byte)y, (byte)x })]);
            }
        }

        byte[] header = [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 16, 0, 0, 0, 1];
        RgbImage found = TestImages.Decode(TestImages.Png(header, rows.ToArray()));

        Assert.Equal(
            Enumerable.Range(0, width * height).Select(i => (256 * (i / width)) + (i % width)),
            Values(found.Data[..(width * height)]));
    }

    private static int[] Values(float[] data) =>
        data.Select(value => (int)MathF.Round(value * 65535)).ToArray();
}
