using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>A small valid file of every format that can be read, and the size it must have.</summary>
internal static class TestFiles
{
    private static readonly MagickFormat[] s_formats =
    [
        MagickFormat.WebP, MagickFormat.Tiff, MagickFormat.Avif, MagickFormat.Jxl, MagickFormat.Jp2, MagickFormat.J2k, MagickFormat.Psb,
            MagickFormat.Ppm,
        MagickFormat.Pam, MagickFormat.Qoi,
    ];

    public static IEnumerable<(string Name, byte[] File, ImageSize Size)> All()
    {
        yield return ("png", TestImages.Encode(TestImages.Gradient(23, 14), ".png"), new(23, 14));
        yield return (
            "png alpha", TestImages.Encode(TestImages.Gradient(9, 14, withAlpha: true), ".png"), new(9, 14));
        yield return ("png 16", TestImages.Png(2, 2, 16, 0, [0, 1, 2, 3, 4, 1, 5, 6, 7, 8]), new(2, 2));
        yield return (
            "png palette", TestImages.Png(2, 1, 8, 3, [0, 1, 0], ("PLTE", [1, 2, 3, 4, 5, 6])), new(2, 1));
        yield return ("jpeg", TestImages.Encode(TestImages.Gradient(23, 14), ".jpg"), new(23, 14));
        yield return ("jpeg small", TestImages.Encode(TestImages.Gradient(40, 9), ".jpg", 60), new(40, 9));
        yield return ("gif", Gif, new(2, 2));
        yield return ("bmp", Bmp, new(3, 2));
        yield return ("tga", Tga, new(2, 2));
        yield return ("tga rle", TgaRunLength, new(4, 1));
        yield return ("psd", Psd, new(2, 1));
        yield return ("psd rle", PsdRunLength, new(2, 1));
        yield return ("hdr", Hdr, new(2, 1));
        yield return ("hdr rle", HdrRunLength, new(8, 1));
        foreach (MagickFormat format in s_formats)
            yield return ($"{format}", Magick(TestImages.Gradient(23, 14), format), new(23, 14));
        yield return ("heic", Case("display-p3.heic"), new(48, 32));
        yield return ("raw", Case("camera.dng"), new(48, 64));
    }

    // Ahead of its first use here, so that the program's rules count in the tests too.
    static TestFiles() => MagickLibrary.Load();

    /// <summary>A file of <c>cases</c>.</summary>
    public static byte[] Case(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imaging/cases", name));

    /// <summary>A file that ImageMagick makes, lossless where the format can be.</summary>
    /// <param name="picture">With or without opacities.</param>
    /// <param name="format">One that it writes.</param>
    /// <param name="profile">An ICC profile to embed; null for none.</param>
    public static byte[] Magick(RgbImage picture, MagickFormat format, byte[]? profile = null)
    {
        using MagickImage image = new();
        image.ReadPixels(
            PixelBytes.FromImage(picture),
            new PixelReadSettings(
                (uint)picture.Width, (uint)picture.Height, StorageType.Char, picture.Alpha is null ? PixelMapping.RGB : PixelMapping.RGBA));
        image.Quality = 100;
        image.Settings.SetDefine(MagickFormat.WebP, "lossless", true);
        if (profile is not null)
            image.SetProfile(new ColorProfile(profile));
        return image.ToByteArray(format);
    }

    /// <summary>2×2, two colours of a global table: 0 1 / 1 0.</summary>
    public static byte[] Gif =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
        0x21, 0xF9, 4, 0, 0, 0, 0, 0, // graphic control extension
        0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0,
        2, 3, 0x44, 0x02, 0x05, 0, // code size 2; clear 0 1 1 | clear 0 end, 3 bits each
        0x3B,
    ];

    /// <summary>
    /// 3×2, 24 bits, bottom row first: row 0 is (1 2 3) (4 5 6) (7 8 9), row 1 is tens of them.
    /// </summary>
    public static byte[] Bmp =>
    [
        .. "BM"u8, 78, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0,
        24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        30, 20, 10, 60, 50, 40, 90, 80, 70, 0, 0, 0,
        3, 2, 1, 6, 5, 4, 9, 8, 7, 0, 0, 0,
    ];

    /// <summary>2×2, 24 bits, top row first.</summary>
    public static byte[] Tga =>
        [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 24, 0x20, 3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10];

    /// <summary>4×1, 24 bits: a run of three and one raw pixel.</summary>
    public static byte[] TgaRunLength =>
        [0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 24, 0x20, 0x82, 3, 2, 1, 0x00, 6, 5, 4];

    /// <summary>2×1, three raw planes: (1 3 5) (2 4 6).</summary>
    public static byte[] Psd => [.. PsdHeader, 0, 0, 1, 2, 3, 4, 5, 6];

    /// <summary>The same with one PackBits row per plane, each a literal of two bytes.</summary>
    public static byte[] PsdRunLength => [.. PsdHeader, 0, 1, 0, 3, 0, 3, 0, 3, 1, 1, 2, 1, 3, 4, 1, 5, 6];

    /// <summary>2×1, flat: white and black.</summary>
    public static byte[] Hdr =>
        [.. "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n"u8, 128, 128, 128, 129, 0, 0, 0, 0];

    /// <summary>8×1, run-length coded: white.</summary>
    public static byte[] HdrRunLength =>
    [
        .. "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 8\n"u8,
        2, 2, 0, 8, 136, 128, 136, 128, 136, 128, 136, 129,
    ];

    private static byte[] PsdHeader =>
    [
        .. "8BPS"u8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 8, 0, 3,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // three empty sections
    ];
}
