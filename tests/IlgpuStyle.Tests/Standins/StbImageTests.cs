using IlgpuStyle.Tests.Imaging;
using StbImageSharp;
using StbImageWriteSharp;
using Components = StbImageSharp.ColorComponents;
using WrittenComponents = StbImageWriteSharp.ColorComponents;

namespace IlgpuStyle.Tests.Standins;

/// <summary>
/// What Imaging relies on in StbImageSharp and StbImageWriteSharp; the same for the packages and for the
/// stand-ins.
/// </summary>
[Trait("Category", "Standins")]
public sealed class StbImageTests
{
    [Theory]
    [InlineData(1, 0b1010_0000, new byte[] { 255, 0, 255 })]
    [InlineData(2, 0b0001_1000, new byte[] { 0, 85, 170 })]
    [InlineData(8, 7, new byte[] { 7 })]
    public void FromMemory_GreyOfAnyDepth_FillsTheRange(byte depth, byte pixels, byte[] expected)
    {
        ImageResult found = ImageResult.FromMemory(TestImages.Png(expected.Length, 1, depth, 0, [0, pixels]));

        Assert.Equal(Components.Grey, found.SourceComp);
        Assert.Equal(expected, found.Data);
    }

    [Fact]
    public void FromMemory_GreyAsRgba_RepeatsItAndIsOpaque()
    {
        byte[] file = TestImages.Png(2, 1, 8, 0, [0, 10, 20], ("tRNS", [0, 20]));

        ImageResult found = ImageResult.FromMemory(file, Components.RedGreenBlueAlpha);

        Assert.Equal([10, 10, 10, 255, 20, 20, 20, 0], found.Data);
        Assert.Equal((2, 1, Components.RedGreenBlueAlpha), (found.Width, found.Height, found.Comp));
    }

    [Fact]
    public void FromMemory_PaletteWithTransparency_GivesItsColours()
    {
        byte[] file = TestImages.Png(
            3, 1, 4, 3, [0, 0x01, 0x20], ("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]), ("tRNS", [50, 60]));

        ImageResult found = ImageResult.FromMemory(file, Components.RedGreenBlueAlpha);

        Assert.Equal([1, 2, 3, 50, 4, 5, 6, 60, 7, 8, 9, 255], found.Data);
    }

    [Fact]
    public void FromMemory_SixteenBits_KeepsTheHighByte()
    {
        ImageResult found = ImageResult.FromMemory(TestImages.Png(1, 1, 16, 2, [0, 1, 255, 2, 0, 3, 128]));

        Assert.Equal([1, 2, 3], found.Data);
    }

    [Fact]
    public void FromMemory_Interlaced_PutsPixelsInPlace()
    {
        // 3×3 RGB: pass 1 has (0,0), pass 4 (2,0), pass 5 row 2 of columns 0 and 2, pass 6 column 1,
        // pass 7 row 1.
        byte[] header = [0, 0, 0, 3, 0, 0, 0, 3, 8, 2, 0, 0, 1];
        byte[] rows =
        [
            0, .. Pixel(0, 0),
            0, .. Pixel(2, 0),
            0, .. Pixel(0, 2), .. Pixel(2, 2),
            0, .. Pixel(1, 0),
            0, .. Pixel(1, 2),
            0, .. Pixel(0, 1), .. Pixel(1, 1), .. Pixel(2, 1),
        ];

        ImageResult found = ImageResult.FromMemory(TestImages.Png(header, rows));

        byte[] expected = [.. Enumerable.Range(0, 9).SelectMany(i => Pixel(i % 3, i / 3))];
        Assert.Equal(expected, found.Data);
    }

    [Fact]
    public void FromMemory_EveryRowFilter_IsUndone()
    {
        // Two RGB pixels a row, each row stored with the next filter; the values come from the
        // formulas by hand.
        byte[] rows =
        [
            0, 10, 20, 30, 40, 50, 60,
            1, 10, 20, 30, 30, 30, 30,
            2, 1, 1, 1, 1, 1, 1,
            3, 5, 10, 15, 0, 0, 0,
            4, 1, 2, 3, 250, 4, 5,
        ];
        byte[] expected =
        [
            10, 20, 30, 40, 50, 60,
            10, 20, 30, 40, 50, 60,
            11, 21, 31, 41, 51, 61,
            10, 20, 30, 25, 35, 45,
            11, 22, 33, 19, 39, 50,
        ];

        Assert.Equal(expected, ImageResult.FromMemory(TestImages.Png(2, 5, 8, 2, rows)).Data);
    }

    [Fact]
    public void WriteJpg_SmoothPicture_ComesBackNearly()
    {
        byte[] pixels = [.. Enumerable.Range(0, 40 * 30).SelectMany(
            i => new[] { (byte)(i % 40 * 6), (byte)(i / 40 * 8), (byte)99 })];
        using MemoryStream file = new();

        new ImageWriter().WriteJpg(pixels, 40, 30, WrittenComponents.RedGreenBlue, file, 95);
        ImageResult found = ImageResult.FromMemory(file.ToArray(), Components.RedGreenBlue);

        Assert.Equal((40, 30), (found.Width, found.Height));
        // Quality 95 quantises to a few steps of 255; measured largest difference 5.
        Assert.All(found.Data.Zip(pixels), pair => Assert.InRange(pair.First - pair.Second, -8, 8));
    }

    [Fact]
    public void FromMemory_NoPicture_Throws()
    {
        byte[] png = TestImages.Png(3, 2, 8, 2, new byte[20]);

        Assert.ThrowsAny<Exception>(() => ImageResult.FromMemory([]));
        Assert.ThrowsAny<Exception>(() => ImageResult.FromMemory([.. "no picture at all"u8]));
        Assert.ThrowsAny<Exception>(() => ImageResult.FromMemory(png[..50]));
        Assert.ThrowsAny<Exception>(() => ImageResult.FromMemory(TestImages.Png(3, 2, 8, 3, new byte[8])));
        Assert.ThrowsAny<Exception>(() => ImageResult.FromMemory(TestImages.Png(3, 2, 3, 0, new byte[20])));
    }

    [Fact]
    public void WriteJpg_TooFewPixels_Throws() => Assert.ThrowsAny<Exception>(
        () => new ImageWriter().WriteJpg(
            new byte[11], 2, 2, WrittenComponents.RedGreenBlue, new MemoryStream(), 95));

    private static byte[] Pixel(int x, int y) => [(byte)x, (byte)y, (byte)(100 + (10 * y) + x)];
}
