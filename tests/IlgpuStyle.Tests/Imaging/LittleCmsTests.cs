using System.Diagnostics;
using ImageMagick;
using IlgpuStyle.Imaging;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>A photo's colours beside those of Little CMS' own programs (Debian: liblcms2-utils), relative colorimetric, black to
/// black.</summary>
public sealed class LittleCmsTests(ITestOutputHelper output) : IDisposable
{
    private const double LeastDecibels = 45;

    private static readonly string s_photo = Path.Combine(AppContext.BaseDirectory, "Imaging/photo-giraffe.jpg");

    private readonly TemporaryFolder _folder = new();

    static LittleCmsTests() => MagickLibrary.Load();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Read_DisplayP3Tiff_IsLikeTificc()
    {
        ImageFile.Write(_folder.File("p3.tif"), ImageFile.Read(s_photo), new PictureWriting { Profile = CodedColors.Profile(12, 13) });

        Compare("tificc", "p3.tif", []);
    }

    [SkippableFact]
    public void Read_DisplayP3Jpeg_IsLikeJpgicc()
    {
        ImageFile.Write(
            _folder.File("p3.jpg"), ImageFile.Read(s_photo), new PictureWriting { Profile = CodedColors.Profile(12, 13), Quality = 100 });

        Compare("jpgicc", "p3.jpg", ["-q100"]);
    }

    [SkippableFact]
    public void Read_CmykTiff_IsLikeTificc()
    {
        using MagickImage image = new(s_photo);
        image.TransformColorSpace(ColorProfiles.SRGB, ColorProfiles.USWebCoatedSWOP);
        _folder.Write("cmyk.tif", image.ToByteArray(MagickFormat.Tiff));

        Compare("tificc", "cmyk.tif", []);
    }

    private void Compare(string program, string name, string[] options)
    {
        string converted = _folder.File("converted" + Path.GetExtension(name));
        ProcessStartInfo start = new(program, ["-t1", "-b", .. options, _folder.File(name), converted])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, $"no {program}: apt-get install liblcms2-utils");
        }

        // Its values count as they stand, whatever profile it has put beside them.
        RgbImage expected = PictureFile.Open(converted).Read(new PictureReading { KeepsProfile = true });
        double decibels = Decibels(expected, ImageFile.Read(_folder.File(name))), unconverted = Decibels(
            expected, ImageFile.Read(s_photo));
        output.WriteLine($"{program} {name}: {decibels:0.0} dB, unconverted {unconverted:0.0} dB");
        Assert.InRange(decibels, LeastDecibels, double.PositiveInfinity);
        Assert.InRange(unconverted, 0, LeastDecibels - 5);
    }

    private static double Decibels(RgbImage expected, RgbImage found)
    {
        Assert.Equal(expected.Size, found.Size);
        return -10 * Math.Log10(expected.Data.Zip(found.Data).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
    }
}
