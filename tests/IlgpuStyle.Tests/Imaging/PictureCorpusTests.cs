using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Every format that ImageMagick writes here is read: right size, colours, opacities, with and without a profile.</summary>
public sealed class PictureCorpusTests
{
    // Lossless formats: a conversion of 8 bits to 8 bits. Lossy ones at their best quality, in the mean.
    private const double Lossless = 1.0 / 255, Lossy = 2.5 / 255;

    private static readonly (MagickFormat Format, ImageFormat Read, double Tolerance, bool HasAlpha, bool HasProfile)[] s_formats =
    [
        (MagickFormat.Png, ImageFormat.Png, Lossless, true, true),
        (MagickFormat.Jpeg, ImageFormat.Jpeg, Lossy, false, true),
        (MagickFormat.Bmp, ImageFormat.Bmp, Lossless, true, false),
        (MagickFormat.Psd, ImageFormat.Psd, Lossless, true, true),
        (MagickFormat.Psb, ImageFormat.Psd, Lossless, true, true),
        (MagickFormat.Tga, ImageFormat.Tga, Lossless, true, false),
        (MagickFormat.WebP, ImageFormat.WebP, Lossless, true, true),
        (MagickFormat.Tiff, ImageFormat.Tiff, Lossless, true, true),
        (MagickFormat.Avif, ImageFormat.Avif, Lossy, true, true),
        (MagickFormat.Jxl, ImageFormat.Jxl, Lossy, true, true),
        (MagickFormat.Jp2, ImageFormat.Jp2, Lossy, false, false),
        (MagickFormat.J2k, ImageFormat.J2k, Lossy, false, false),
        (MagickFormat.Ppm, ImageFormat.Pnm, Lossless, false, false),
        (MagickFormat.Pam, ImageFormat.Pnm, Lossless, true, false),
        (MagickFormat.Qoi, ImageFormat.Qoi, Lossless, true, false),
    ];

    static PictureCorpusTests() => MagickLibrary.Load();

    public static TheoryData<MagickFormat, bool, bool> Cases
    {
        get
        {
            TheoryData<MagickFormat, bool, bool> cases = [];
            foreach ((MagickFormat format, _, _, bool hasAlpha, bool hasProfile) in s_formats)
            {
                cases.Add(format, false, false);
                if (hasAlpha)
                    cases.Add(format, true, false);
                if (hasProfile)
                    cases.Add(format, false, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhatImageMagickWrites_IsThePicture(MagickFormat format, bool hasAlpha, bool hasProfile)
    {
        (_, ImageFormat expected, double tolerance, _, _) = s_formats.Single(entry => entry.Format == format);
        RgbImage picture = TestImages.Gradient(64, 48, hasAlpha);
        // Photoshop blends what is visible in part with white, which readers undo and ImageMagick's writer leaves to its caller.
        RgbImage stored = expected == ImageFormat.Psd ? new(64, 48, picture.CompositeOn(1).Data, picture.Alpha) : picture;
        using MagickImage image = new(TestImages.Encode(stored, ".png")) { Quality = 100 };
        image.RemoveProfile("icc");
        if (hasProfile)
            image.SetProfile(new ColorProfile(CodedColors.Profile(12, 13)!));
        image.Settings.SetDefine(MagickFormat.WebP, "lossless", true);
        image.Settings.SetDefine(MagickFormat.WebP, "exact", true);
        image.Settings.SetDefine(MagickFormat.Heic, "chroma", "444");
        byte[] bytes = image.ToByteArray(format);

        PictureFile file = PictureFile.Open(bytes, "corpus");
        RgbImage found = file.Read(new PictureReading { Alpha = AlphaMode.Keep });

        Assert.Equal(expected, ImageSignature.Recognise(bytes));
        Assert.Equal(picture.Size, file.Size);
        Assert.Equal(picture.Size, found.Size);
        Assert.Equal(hasAlpha, found.Alpha is not null);
        Assert.Equal(hasProfile ? ["colours converted from Display P3 to sRGB"] : [], file.Notes);
        Assert.InRange(Difference(picture, found, hasProfile), 0, hasProfile ? tolerance + Lossless : tolerance);
        if (hasAlpha)
            Assert.InRange(picture.Alpha!.Zip(found.Alpha!).Average(pair => Math.Abs(pair.First - pair.Second)), 0, tolerance);
    }

    /// <summary>The mean over what is visible enough.</summary>
    private static double Difference(RgbImage picture, RgbImage found, bool isP3)
    {
        const float LeastOpacity = 0.5f;
        int pixels = (int)picture.Size.Pixels;
        double sum = 0, count = 0;
        for (int i = 0; i < pixels; i++)
        {
            if (picture.Alpha?[i] < LeastOpacity)
                continue;
            float[] expected = [picture.Data[i], picture.Data[pixels + i], picture.Data[2 * pixels + i]];
            if (isP3)
                expected = WideColors.DisplayP3ToSrgb(expected);
            for (int c = 0; c < 3; c++)
                sum += Math.Abs(expected[c] - found.Data[c * pixels + i]);
            count += 3;
        }

        return sum / count;
    }
}
