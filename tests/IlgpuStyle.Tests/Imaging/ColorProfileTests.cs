using ImageMagick;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Whatever way a file says what its values mean, the picture is in sRGB.</summary>
public sealed class ColorProfileTests : IDisposable
{
    // Conversion of 8 bits to 8 bits, through tables of 16.
    private const float Tolerance = 1.6f / 255;

    // Two decoders of the same JPEG round its cosines and its three channels otherwise.
    private const float DecoderTolerance = Tolerance + 2f / 255;

    private static readonly byte[] s_p3 = CodedColors.Profile(12, 13)!;

    private readonly TemporaryFolder _folder = new();

    // Ahead of its first use here, so that the program's rules count in the tests too.
    static ColorProfileTests() => MagickLibrary.Load();

    public static TheoryData<string> LosslessEndings => [".png", ".webp", ".tif"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(LosslessEndings))]
    public void Read_EmbeddedProfile_IsConvertedAndSaid(string ending)
    {
        RgbImage values = TestImages.Gradient(40, 30, withAlpha: ending != ".tif");
        ImageFile.Write(_folder.File("x" + ending), values, new PictureWriting { Profile = s_p3, Quality = 100 });
        PictureFile file = PictureFile.Open(_folder.File("x" + ending));

        RgbImage found = file.Read(new PictureReading { Alpha = AlphaMode.Keep });

        Assert.Equal(["colours converted from Display P3 to sRGB"], file.Notes);
        ExpectColors(values, found, WideColors.DisplayP3ToSrgb);
        Assert.Equal(values.Alpha, found.Alpha);
    }

    // What the header calls the space of its values stands at byte 16.
    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void Read_ProfileOfAnUnknownSpace_CountsAsSrgb(string ending)
    {
        byte[] profile = [.. s_p3[..16], .. "?!?!"u8, .. s_p3[20..]];
        ImageFile.Write(_folder.File("x" + ending), TestImages.Gradient(40, 30), new PictureWriting { Profile = profile });
        PictureFile file = PictureFile.Open(_folder.File("x" + ending));
        file.Read();
        Assert.Equal(["its colour profile is damaged or of another kind of picture and counts as sRGB"], file.Notes);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".avif")]
    public void Read_ProfileAskedFor_KeepsTheValues(string ending)
    {
        RgbImage values = TestImages.Gradient(40, 30);
        string path = _folder.File("x" + ending), plain = _folder.File("plain" + ending);
        ImageFile.Write(path, values, new PictureWriting { Profile = s_p3, Quality = 100 });
        ImageFile.Write(plain, values, new PictureWriting { Quality = 100 });
        PictureFile file = PictureFile.Open(path);

        RgbImage found = file.Read(new PictureReading { KeepsProfile = true });

        Assert.Empty(file.Notes);
        ExpectColors(ImageFile.Read(plain), found, color => color, ending == ".jpg" ? DecoderTolerance : Tolerance);
        Assert.Equal(s_p3, file.Profile);
    }

    [Fact]
    public void Read_SrgbPictureInAWiderSpace_IsConverted()
    {
        RgbImage values = TestImages.Gradient(40, 30);
        PictureFile file = PictureFile.Open(_folder.Write("x.png", TestImages.Encode(values, ".png")));

        RgbImage found = file.Read(new PictureReading { Profile = s_p3 });

        Assert.Equal(["colours converted from sRGB to Display P3"], file.Notes);
        ExpectColors(values, found, WideColors.SrgbToDisplayP3);
    }

    [Theory]
    [InlineData(12, 13)]
    [InlineData(1, 4)]
    [InlineData(1, 8)]
    [InlineData(1, 13)]
    [InlineData(1, 1)]
    public void Read_PngWithCodePoints_IsConverted(byte primaries, byte transfer)
    {
        // What a third edition's cICP says counts more than an older chunk for older readers.
        PictureFile file = WithChunks(("cICP", [primaries, transfer, 0, 1]), ("gAMA", [0, 1, 0x86, 0xA0]));

        ExpectColors(Gradient(), file.Read(), color => (primaries, transfer) switch
        {
            (12, _) => WideColors.DisplayP3ToSrgb(color),
            (_, 4) => WideColors.PowerToSrgb(color, 2.2),
            (_, 8) => WideColors.PowerToSrgb(color, 1),
            _ => color,
        });
    }

    [Theory]
    [InlineData(100_000, 1.0)]
    [InlineData(55_556, 1.8)]
    [InlineData(45_455, 0)]
    [InlineData(45_000, 0)]
    [InlineData(0, 0)]
    public void Read_PngWithGamma_IsConverted(int gamma, double exponent)
    {
        byte[] chunk = [(byte)(gamma >> 24), (byte)(gamma >> 16), (byte)(gamma >> 8), (byte)gamma];

        ExpectColors(Gradient(), WithChunks(("gAMA", chunk)).Read(), color =>
            exponent == 0 ? color : WideColors.PowerToSrgb(color, exponent));
        ExpectColors(Gradient(), WithChunks(("gAMA", chunk), ("sRGB", [0])).Read(), color => color);
    }

    [Fact]
    public void Read_PngWithChromaticities_IsConverted()
    {
        int[] p3 = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000];
        byte[] chunk = [.. p3.SelectMany(value => new byte[] { 0, (byte)(value >> 16), (byte)(value >> 8), (byte)value })];

        ExpectColors(Gradient(), WithChunks(("cHRM", chunk)).Read(), WideColors.DisplayP3ToSrgb);
    }

    [Fact]
    public void Read_CameraSetToAdobeRgb_IsConverted()
    {
        RgbImage values = Gradient();
        ImageFile.Write(_folder.File("plain.jpg"), values, new PictureWriting { Quality = 100 });
        byte[] exif =
        [
            .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0,
            0, 1, 0xA0, 0x05, 0, 4, 0, 0, 0, 1, 0, 0, 0, 44, 0, 0, 0, 0,
            0, 1, 0, 1, 0, 2, 0, 0, 0, 4, .. "R03\0"u8, 0, 0, 0, 0,
        ];
        ImageFile.Write(_folder.File("camera.jpg"), values, new PictureWriting { Quality = 100, Exif = exif });
        PictureFile file = PictureFile.Open(_folder.File("camera.jpg"));

        ExpectColors(ImageFile.Read(_folder.File("plain.jpg")), file.Read(), WideColors.AdobeToSrgb, DecoderTolerance);
        Assert.Equal(["colours converted from Adobe RGB to sRGB"], file.Notes);
    }

    [Fact]
    public void Read_CmykWithAndWithoutProfile_IsConvertedByOne()
    {
        RgbImage values = Gradient();
        foreach (bool carries in new[] { true, false })
        {
            using MagickImage image = new(TestImages.Encode(values, ".png"));
            image.TransformColorSpace(ColorProfiles.SRGB, ColorProfiles.USWebCoatedSWOP);
            if (!carries)
                image.RemoveProfile("icc");
            PictureFile file = PictureFile.Open(_folder.Write("x.tif", image.ToByteArray(MagickFormat.Tiff)));
            RgbImage found = file.Read();

            Assert.StartsWith("colours converted from U.S. Web Coated (SWOP) v2 to sRGB", Assert.Single(file.Notes));
            // A press has no bright saturated colours; the mean says that light and dark are where they were.
            Assert.InRange(found.Data.Zip(values.Data).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 0.15);
        }
    }

    [Fact]
    public void Read_SrgbProfileOfAnyMaker_IsNoReasonToConvert()
    {
        byte[] own = IccProfile.Create("a profile", [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06], IccProfile.SrgbToLinear);

        Assert.True(IccProfile.IsSrgb(own));
        Assert.True(IccProfile.IsSrgb(ColorProfiles.SRGB.ToByteArray()));
        Assert.False(IccProfile.IsSrgb(ColorProfiles.AdobeRGB1998.ToByteArray()));
        Assert.False(IccProfile.IsSrgb(s_p3));
        Assert.False(IccProfile.IsSrgb(CodedColors.Profile(1, 4)));
        Assert.False(IccProfile.IsSrgb(CodedColors.Profile(1, 8)));
        for (int length = 0; length < own.Length; length += 61)
            Assert.False(IccProfile.IsSrgb(own.AsSpan(0, length)), $"cut to {length} bytes");
    }

    [Fact]
    public void Read_DamagedProfile_CountsAsSrgbAndIsSaid()
    {
        byte[] damaged = [.. s_p3[..200], .. new byte[300]];
        ImageFile.Write(_folder.File("x.png"), Gradient(), new PictureWriting { Profile = damaged });
        PictureFile file = PictureFile.Open(_folder.File("x.png"));

        ExpectColors(Gradient(), file.Read(), color => color);
        Assert.Contains("counts as sRGB", Assert.Single(file.Notes));
    }

    private static RgbImage Gradient() => TestImages.Gradient(40, 30);

    private static void ExpectColors(RgbImage values, RgbImage found, Func<float[], float[]> convert, float tolerance = Tolerance)
    {
        Assert.Equal(values.Size, found.Size);
        int pixels = values.Width * values.Height;
        for (int i = 0; i < pixels; i++)
        {
            float[] expected = convert([values.Data[i], values.Data[pixels + i], values.Data[2 * pixels + i]]);
            for (int c = 0; c < 3; c++)
                Assert.Equal(expected[c], found.Data[c * pixels + i], tolerance);
        }
    }

    private PictureFile WithChunks(params (string Type, byte[] Data)[] chunks)
    {
        RgbImage values = Gradient();
        List<byte> rows = [];
        byte[] bytes = PixelBytes.FromImage(values);
        for (int y = 0; y < values.Height; y++)
            rows.AddRange([0, .. bytes.AsSpan(y * 3 * values.Width, 3 * values.Width)]);
        return PictureFile.Open(_folder.Write("x.png", TestImages.Png(values.Width, values.Height, 8, 2, [.. rows], chunks)));
    }
}
