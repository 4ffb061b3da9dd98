using System.Globalization;
using System.Text;
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

        // ImageMagick compares the transparent colour of 16 bits in 8 of them.
        foreach ((byte colors, byte depth) in new (byte, byte)[] { (4, 8), (6, 8), (0, 16), (2, 16), (4, 16), (6, 16) })
            kinds.Add(colors, depth, false);
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

    [Fact]
    public void Read_AColourBeyondThePalette_IsRefused()
    {
        byte[] file = TestImages.Png(2, 1, 8, 3, [0, 1, 2], ("PLTE", [1, 2, 3, 4, 5, 6]));
        Assert.Contains("a pixel has colour 2, and its palette 2 colours", Assert.Throws<InputException>(
            () => ImageFile.Read(file, "rows")).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Read_TransparentColourOf16Bits_IsThatColourAlone(byte colors)
    {
        byte[] sample = [0x12, 0x34], next = [0x12, 0x35];
        byte[] Pixel(byte[] last) => colors == 0 ? last : [.. sample, .. sample, .. last];
        byte[] file = TestImages.Png(2, 1, 16, colors, [0, .. Pixel(sample), .. Pixel(next)], ("tRNS", Pixel(sample)));

        Assert.Equal([0, 1], ImageFile.Read(file, "rows", AlphaMode.Keep).Alpha!);
        // Of linear light, it is none that is read by rows.
        byte[] wide = TestImages.Png(
            2, 1, 16, colors, [0, .. Pixel(sample), .. Pixel(next)], ("gAMA", [0, 1, 0x86, 0xA0]), ("tRNS", Pixel(sample)));
        Assert.Contains("its transparent colour has 16 bits a sample", Assert.Throws<InputException>(
            () => ImageFile.Read(wide, "rows")).Message);
    }

    // As libpng has it: the opacities that are damaged, or stand where they may not, are none.
    [Theory]
    [InlineData(3, "PLTE 6 tRNS 1", true)]
    [InlineData(3, "PLTE 6 tRNS! 1", false)]
    [InlineData(3, "tRNS 1 PLTE 6", false)]
    [InlineData(3, "PLTE 6 tRNS 3", false)]
    [InlineData(3, "PLTE 6 IDAT 0 tRNS 1", false)]
    [InlineData(0, "tRNS 2", true)]
    [InlineData(0, "tRNS 6", false)]
    [InlineData(0, "tRNS! 2 tRNS 2", true)]
    [InlineData(4, "tRNS 2", false)]
    public void Read_Opacities_CountInTheirPlaceAlone(byte colors, string chunks, bool expected)
    {
        Assert.Equal(expected, ImageFile.Read(Of(colors, chunks), "rows", AlphaMode.Keep).Alpha is not null);
        // Turned, it goes to ImageMagick.
        byte[] turned = Of(colors, "eXIf 26 " + chunks);
        Assert.Equal(expected, ImageFile.Read(turned, "rows", AlphaMode.Keep).Alpha is not null);
    }

    [Theory]
    [InlineData(3, "PLTE 6 PLTE 6", "it has a second PLTE")]
    [InlineData(3, "PLTE 4", "its palette at byte 33 has 4 bytes")]
    [InlineData(3, "IDAT 0 PLTE 6", "or stands behind the pixels")]
    [InlineData(0, "IHDR 13", "it has a second IHDR")]
    [InlineData(0, "NEWX 5", "nobody knows its chunk NEWX at byte 33")]
    [InlineData(0, "IDAT 1 teST 5 IDAT 1", "the PNG is truncated or damaged")]
    public void Read_ChunksThatDecidePixels_AreHeldToTheStandard(byte colors, string chunks, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => ImageFile.Read(Of(colors, chunks), "rows")).Message);

    [Theory]
    [InlineData(10, "there are no methods 1, 0 and 0")]
    [InlineData(11, "there are no methods 0, 1 and 0")]
    [InlineData(12, "there are no methods 0, 0 and 2")]
    public void Read_UnknownMethod_IsRefused(int place, string expected)
    {
        byte[] header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
        header[place] = (byte)(place == 12 ? 2 : 1);
        Assert.Contains(expected, Assert.Throws<InputException>(
            () => ImageFile.Read(TestImages.Png(header, [0, 0]), "rows")).Message);
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

    // Two pixels, of the values 0 and 1, among chunks of so many zeros each: before IDAT, or else behind the pixels. ! is a wrong checksum.
    // Where IDAT is said to have a byte, it is cut into two by what follows.
    private static byte[] Of(byte colors, string chunks)
    {
        string[] halves = chunks.Split("IDAT");
        byte[] rows = colors == 4 ? [0, 0, 255, 1, 255] : [0, 0, 1], file = TestImages.Png(2, 1, 8, colors, rows, Named(halves[0]));
        if (halves.Length > 1)
        {
            byte[] behind = TestImages.Png(1, 1, 8, 0, [0, 0], Named(halves[1][2..]));
            byte[] inserted = behind[33..(behind.AsSpan().IndexOf("IDAT"u8) - 4)];
            int pixels = file.AsSpan().IndexOf("IDAT"u8) - 4;
            file = halves.Length == 3
                ? [.. file[..pixels], 0, 0, 0, 1, .. "IDAT"u8, file[pixels + 8], 0, 0, 0, 0, .. inserted,
                    0, 0, 0, (byte)(file[pixels + 3] - 1), .. "IDAT"u8, .. file[(pixels + 9)..]]
                : [.. file[..^12], .. inserted, .. file[^12..]];
            TestImages.RepairChecksums(file);
        }

        if (chunks.Split(' ').FirstOrDefault(word => word.EndsWith('!')) is { } wrong)
            file[file.AsSpan().IndexOf(Encoding.Latin1.GetBytes(wrong.TrimEnd('!'))) + 6] ^= 1;
        return file;
    }

    private static (string, byte[])[] Named(string chunks) =>
    [
        .. chunks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(pair => (pair[0].TrimEnd('!'), pair[0] == "eXIf"
            ? TestImages.Exif(3, littleEndian: true) : new byte[int.Parse(pair[1], CultureInfo.InvariantCulture)])),
    ];

    private static byte[] Key(byte[] first, byte depth) => [.. first.SelectMany(value => (byte[])[0, (byte)(value >> (8 - depth))])];
}
