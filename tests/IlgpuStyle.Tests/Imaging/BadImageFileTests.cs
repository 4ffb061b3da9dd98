using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class BadImageFileTests
{
    [Fact]
    public void Read_MissingFileOrFolderOrDirectory_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Expect("no such file", () => ImageFile.Read(folder.File("missing.png")));
        Expect("no such file", () => ImageFile.Read(folder.File("missing/missing.png")));
        Expect("it is a folder", () => ImageFile.Read(folder.Path));
        Expect("cannot read picture ''", () => ImageFile.Read(string.Empty));
        Expect("cannot read picture", () => ImageFile.Read("a\0b.png"));
        Expect("cannot read picture", () => ImageFile.Read(folder.File(new string('x', 5000))));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void Read_NoPermission_SaysSo()
    {
        Skip.If(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "root and Windows ignore file modes");
        using var folder = new TemporaryFolder();
        string path = folder.Write("secret.png", TestFiles.Bmp);
        File.SetUnixFileMode(path, UnixFileMode.None);

        Expect("permissions", () => ImageFile.Read(path));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("just some text, long enough to be a header", "not a picture")]
    [InlineData("  <!DOCTYPE html><html></html>", "HTML")]
    [InlineData("RIFF....WEBPVP8 ", "WebP data are damaged")]
    [InlineData("\0\0\0\u0018ftypheic....mif1....", "HEIC data are damaged")]
    [InlineData("\0\0\0\u0018ftypisom....mp42....", "a film")]
    [InlineData("II*\0........", "TIFF data are damaged")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "git lfs pull")]
    [InlineData("\u00FF\u00D8", "truncated")]
    [InlineData("BM", "BMP data are damaged")]
    [InlineData("GIF89a", "GIF data are damaged")]
    [InlineData("8BPS", "PSD data are damaged")]
    [InlineData("#?RADIANCE", "Radiance HDR data are damaged")]
    [InlineData("\u0089PNG\r\n\u001A\n", "truncated")]
    public void Read_NoPicture_SaysWhatItIs(string content, string expected) =>
        Expect(expected, () => TestImages.Decode(Encoding.Latin1.GetBytes(content)));

    // Each scan goes through the whole picture, however few bytes it has.
    [Fact]
    public void Read_JpegOfThousandsOfScans_IsRefused()
    {
        byte[] whole = TestImages.Encode(TestImages.Gradient(23, 14), ".jpg");
        int scan = whole.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        byte[] scans = [.. Enumerable.Repeat(whole[scan..^2], 300).SelectMany(bytes => bytes)];
        Expect("301 scans of 23×14 pixels", () => TestImages.Decode([.. whole[..^2], .. scans, .. whole[^2..]]));
    }

    [Fact]
    public void Read_PngWithThousandsOfThumbnails_LooksAtOne()
    {
        byte[] text = Encoding.Latin1.GetBytes("Raw profile type exif\0\0");
        using MemoryStream inflated = new();
        using (ZLibStream deflate = new(inflated, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(new byte[4 << 20]);
        (string, byte[])[] chunks = [.. Enumerable.Repeat(("zTXt", (byte[])[.. text, .. inflated.ToArray()]), 200)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage read = TestImages.Decode(TestImages.Png(2, 1, 8, 3, [0, 1, 0], [("PLTE", [1, 2, 3, 4, 5, 6]), .. chunks]));
        Assert.Equal(new ImageSize(2, 1), read.Size);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L << 20);
    }

    [Fact]
    public void Read_EveryFormatCutAnywhere_IsRefusedOrWhole()
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, byte[] file, ImageSize _) in TestFiles.All())
        {
            // A JPEG without its end goes to another decoder, which rounds otherwise.
            const float Tolerance = 4f / 255;
            float[] whole = TestImages.Decode(file).Data;
            // Every byte of small files, a hundred places and more of large ones.
            for (int length = 0; length < file.Length; length += 1 + file.Length / 120)
            {
                float[]? found = null;
                Exception? exception = Record.Exception(() => found = ImageFile.Read(folder.Write("cut", file[..length])).Data);
                // What follows the pixels may be missing: trailers, padding, a second copy of the picture.
                Assert.True(
                    exception is InputException || (found is not null && found.Zip(whole).All(pair =>
                        Math.Abs(pair.First - pair.Second) < Tolerance)),
                    $"{name} cut to {length} of {file.Length} bytes: {exception?.ToString() ?? "other pixels"}");
            }
        }
    }

    [Fact]
    public void Read_DataBehindTheEnd_IsNoError()
    {
        foreach ((string name, byte[] file, ImageSize size) in TestFiles.All())
            Assert.True(size == TestImages.Decode([.. file, 1, 2, 3]).Size, name);
    }

    [Fact]
    public void Read_PngWithWrongChecksum_IsRefused()
    {
        byte[] file = TestImages.Encode(TestImages.Gradient(9, 9), ".png");
        file[^20] ^= 1;

        Expect("checksum of chunk IDAT", () => TestImages.Decode(file));
    }

    [Fact]
    public void Read_PngWithTooFewOrTooManyPixels_IsRefused()
    {
        Expect(
            "3 bytes of pixels, expected 8", () => TestImages.Decode(TestImages.Png(3, 2, 8, 0, [0, 1, 2])));
        Expect("inflate to more", () => TestImages.Decode(TestImages.Png(3, 2, 8, 0, new byte[5_000_000])));
    }

    [Theory]
    [InlineData(20_000, 20_000, "(400 megapixels); at most 100 are read")]
    [InlineData(70_000, 10, "at most 65535 a side")]
    [InlineData(-1, 10, "at most 65535 a side")]
    [InlineData(0, 10, "0×10 pixels")]
    public void Read_EnormousOrEmptyPng_IsRefusedByItsHeader(int width, int height, string expected) =>
        Expect(expected, () => TestImages.Decode(TestImages.Png(width, height, 8, 2, [])));

    [Fact]
    public void Read_EnormousOtherFormats_AreRefusedByTheirHeaders()
    {
        byte[] jpeg = TestImages.Encode(TestImages.Gradient(9, 9), ".jpg");
        int frame = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 });
        jpeg.AsSpan(frame + 5, 4).Fill(0xFF);
        byte[] bmp = TestFiles.Bmp;
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), int.MinValue);
        byte[] gif = TestFiles.Gif;
        gif.AsSpan(gif.AsSpan().IndexOf((byte)0x2C) + 5, 4).Fill(0xFF);
        byte[] tga = TestFiles.Tga;
        tga.AsSpan(12, 4).Fill(0xFF);
        byte[] psd = TestFiles.Psd;
        psd.AsSpan(14, 8).Fill(0xFF);
        byte[] hdr = Encoding.ASCII.GetBytes("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 99999 +X 99999\n");

        foreach (byte[] file in new[] { jpeg, bmp, gif, tga, psd, hdr })
            Expect("cannot read picture", () => TestImages.Decode(file));
    }

    [Fact]
    public void Read_SmallerLimits_Apply()
    {
        byte[] file = TestImages.Encode(TestImages.Gradient(20, 10), ".png");

        Expect("at most 19 a side", () => TestImages.Decode(file, limits: new ImageLimits(1000, 19)));
        Expect("megapixels", () => TestImages.Decode(file, limits: new ImageLimits(199, 20)));
        Assert.Equal(new ImageSize(20, 10), TestImages.Decode(file, limits: new ImageLimits(200, 20)).Size);
    }

    [Theory]
    [InlineData("x.gif", "'.gif' is unknown; use .png, .jpg, .webp, .tif or .avif")]
    [InlineData("x", "the name has no ending")]
    [InlineData("a\0b.png", "cannot write picture")]
    public void Write_ImpossibleTarget_SaysSo(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);

        Expect(expected, () => ImageFile.CheckWritable(path));
        Expect(expected, () => ImageFile.Write(path, TestImages.Gradient(2, 2)));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void Write_NoPermission_KeepsTheOldFile()
    {
        Skip.If(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "root and Windows ignore folder modes");
        using var folder = new TemporaryFolder();
        string path = folder.Write("old.png", [1, 2, 3]);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Exception? exception = Record.Exception(() => ImageFile.Write(path, TestImages.Gradient(2, 2)));

        File.SetUnixFileMode(
            folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.IsType<InputException>(exception);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_JpegBeyond65535ASide_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Expect("at most 65535", () => ImageFile.Write(folder.File("x.jpg"), new RgbImage(65536, 1)));
    }

    private static void Expect(string expected, Action action)
    {
        InputException exception = Assert.Throws<InputException>(action);
        Assert.Contains(expected, exception.Message);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }
}
