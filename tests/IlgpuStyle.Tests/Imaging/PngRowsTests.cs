using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Plain PNG files, read by rows: held against ImageMagick's reading of the same bytes.</summary>
public sealed class PngRowsTests
{
    private const int Width = 13, Height = 40;

    static PngRowsTests() => MagickLibrary.Load();

    public static TheoryData<byte, byte, bool> Kinds()
    {
        TheoryData<byte, byte, bool> kinds = [];
        foreach ((byte colors, byte depth) in new (byte, byte)[] { (0, 1), (0, 2), (0, 4), (0, 8), (2, 8), (3, 1), (3, 2), (3, 4), (3, 8) })
        {
            kinds.Add(colors, depth, false);
            kinds.Add(colors, depth, true);
        }

        kinds.Add(4, 8, false);
        kinds.Add(6, 8, false);
        return kinds;
    }

    // Any bytes behind any of the five filters are a row.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_EveryKindAndFilter_IsWhatImageMagickReads(byte colors, byte depth, bool isTransparent)
    {
        Random random = new(10 * colors + depth);
        int samples = colors switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int length = 1 + (Width * depth * samples + 7) / 8;
        byte[] rows = new byte[length * Height];
        random.NextBytes(rows);
        for (int y = 0; y < Height; y++)
            rows[y * length] = (byte)(y % 5);
        List<(string, byte[])> chunks = [];
        if (colors == 3)
        {
            byte[] palette = new byte[3 << depth];
            random.NextBytes(palette);
            chunks.Add(("PLTE", palette));
        }

        // Opacities of the first colours; or the one colour that is transparent, here that of the first sample.
        if (isTransparent)
            chunks.Add(("tRNS", colors == 3 ? [128, 0] : Key(rows[1..(1 + samples)], depth)));
        byte[] file = TestImages.Png(Width, Height, depth, colors, rows, [.. chunks]);

        RgbImage found = ImageFile.Read(file, "rows", AlphaMode.Keep);

        using MagickImage expected = new(file);
        byte[] pixels = expected.GetPixels().ToByteArray("RGBA")!;
        for (int i = 0; i < Width * Height; i++)
        {
            for (int c = 0; c < RgbImage.Channels; c++)
                Assert.Equal(pixels[4 * i + c], (byte)(found.Data[c * Width * Height + i] * 255 + 0.5f));
            Assert.Equal(pixels[4 * i + 3], (byte)((found.Alpha?[i] ?? 1) * 255 + 0.5f));
        }
    }

    [Theory]
    [InlineData(3, 8, 0, "it has no palette")]
    [InlineData(1, 8, 0, "there is no colour type 1 of 8 bits")]
    [InlineData(2, 4, 0, "there is no colour type 2 of 4 bits")]
    [InlineData(0, 8, 5, "there is no filter 5")]
    public void Read_WhatThereIsNot_IsRefused(byte colors, byte depth, byte filter, string expected)
    {
        byte[] file = TestImages.Png(1, 1, depth, colors, [filter, 0, 0, 0, 0]);

        Assert.Contains(expected, Assert.Throws<InputException>(() => ImageFile.Read(file, "rows")).Message);
    }

    // What it inflates to is a thousand times the file, and never there.
    [Fact]
    public void Read_Of100MegapixelsIn97Kilobytes_TakesWhatTheRunNeeds()
    {
        const int Side = 9990;
        byte[] file = TestImages.Png(Side, Side, 8, 0, new byte[(1 + Side) * Side]);
        PictureFile picture = PictureFile.Open(file, "mask");
        PictureReading reading = new() { Enough = picture.EnoughFor(64) };
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(new ImageSize(128, 128), picture.Read(reading).Size);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L << 20);
        Assert.InRange(picture.BytesToRead(reading), 1, 8L << 20);
        Assert.Contains("too much for a file of", Assert.Throws<InputException>(() => picture.Read()).Message);
    }

    private static byte[] Key(byte[] first, byte depth) => [.. first.SelectMany(value => (byte[])[0, (byte)(value >> (8 - depth))])];
}
