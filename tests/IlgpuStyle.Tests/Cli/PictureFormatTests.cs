using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageMagick;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Imaging;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Pictures of every format and kind painted end to end, as their user calls the program.</summary>
[Collection("console")]
public sealed class PictureFormatTests : IDisposable
{
    private static readonly byte[] s_p3 = CodedColors.Profile(12, 13)!;

    private readonly TemporaryFolder _folder = new();
    private readonly string _photo, _painting;

    public PictureFormatTests()
    {
        _photo = _folder.File("photo.png");
        _painting = _folder.File("painting.png");
        ImageFile.Write(_photo, TestImages.Gradient(48, 36));
        ImageFile.Write(_painting, TestImages.Gradient(40, 40));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("camera.dng")]
    [InlineData("display-p3.heic")]
    [InlineData("grey16.psd")]
    [InlineData("bmp-rle8.bmp")]
    [InlineData("tga-map-15bit.tga")]
    public void Transfer_PhotoOfACase_IsPainted(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Imaging/cases", name);
        (int code, string output, string error) = Paint(path, _painting, "out.png");

        Assert.Equal(name.EndsWith(".heic", StringComparison.Ordinal) ? $"istyle: {path}: colours converted from Display P3 to sRGB.\n"
            : "", error);
        Assert.True(code == 0, output);
        Assert.Contains($"photo: {PictureFile.Open(path).Size}, reduced to ", output);
    }

    [Theory]
    [InlineData(MagickFormat.Jpeg)]
    [InlineData(MagickFormat.WebP)]
    [InlineData(MagickFormat.Avif)]
    [InlineData(MagickFormat.Jxl)]
    [InlineData(MagickFormat.Tiff)]
    [InlineData(MagickFormat.Psd)]
    public void Transfer_SamePhotoInAnotherFormat_IsPaintedAlike(MagickFormat format)
    {
        string photo = _folder.Write("photo", TestFiles.Magick(TestImages.Gradient(48, 36), format, s_p3));
        ImageFile.Write(_photo, TestImages.Gradient(48, 36), new PictureWriting { Profile = s_p3 });

        Assert.Equal($"istyle: {photo}: colours converted from Display P3 to sRGB.\n", Paint(photo, _painting, "found.png").Error);
        Assert.Equal(0, Paint(_photo, _painting, "expected.png").Code);

        // Coding at the best quality changes a value by a step or two, and the steps of the run, which begins with the photo, little more.
        RgbImage expected = ImageFile.Read(_folder.File("expected.png")), found = ImageFile.Read(_folder.File("found.png"));
        Assert.InRange(expected.Data.Zip(found.Data).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 4.0 / 255);
    }

    [Theory]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".avif")]
    [InlineData(".jpg")]
    [InlineData(".png")]
    public void Transfer_EveryFormatOut_CarriesItsSettingsAndIsPhotoAgain(string ending)
    {
        string first = "first" + ending, again = _folder.File("again" + ending);
        Assert.Equal(0, Paint(_photo, _painting, first).Code);

        (int code, string output, string error) = CommandRun.Of("show", _folder.File(first));
        Assert.True(code == 0, error);
        Assert.Contains(_photo, output);
        Assert.Equal(0, CommandRun.Of("rerun", _folder.File(first), "-o", again).Code);
        Assert.Equal(ImageFile.Read(_folder.File(first)).Data, ImageFile.Read(again).Data);
        Assert.Equal(0, Paint(_folder.File(first), _painting, "second.png").Code);
    }

    [Fact]
    public void Transfer_Depth16_IsWrittenAsPngAlone()
    {
        Assert.Equal(0, Paint(_photo, _painting, "deep.png", "--depth", "16").Code);
        Assert.Equal(16, File.ReadAllBytes(_folder.File("deep.png"))[24]);

        (int code, _, string error) = Paint(_photo, _painting, "deep.webp", "--depth", "16");
        Assert.Equal(1, code);
        Assert.Contains("use .png for 16", error);
    }

    [Fact]
    public void Transfer_Quality_ChangesSizeAndIsRefusedWhereItMeansNothing()
    {
        long Length(string quality)
        {
            Assert.Equal(0, Paint(_photo, _painting, "q.jpg", "--quality", quality).Code);
            return new FileInfo(_folder.File("q.jpg")).Length;
        }

        Assert.True(Length("30") < Length("98"));
        (int code, _, string error) = Paint(_photo, _painting, "q.png", "--quality", "50");
        Assert.Equal(1, code);
        Assert.Contains("--quality changes nothing here", error);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    public void Transfer_ProfileKeep_WritesThePhotosProfile(string ending)
    {
        string photo = _folder.File("p3.png");
        ImageFile.Write(photo, TestImages.Gradient(48, 36), new PictureWriting { Profile = s_p3 });

        Assert.Equal("", Paint(photo, _painting, "kept" + ending, "--profile", "keep", "--flatten", "white").Error.Replace(
            $"istyle: {_painting}: colours converted from sRGB to Display P3.\n", "", StringComparison.Ordinal));
        PictureFile kept = PictureFile.Open(_folder.File("kept" + ending));
        kept.Read(new PictureReading { KeepsProfile = true });
        Assert.Equal(s_p3, kept.Profile);

        Assert.Equal($"istyle: {photo}: colours converted from Display P3 to sRGB.\n", Paint(photo, _painting, "srgb" + ending).Error);
        PictureFile plain = PictureFile.Open(_folder.File("srgb" + ending));
        plain.Read(new PictureReading { KeepsProfile = true });
        Assert.Null(plain.Profile);
    }

    [Fact]
    public void Transfer_TransparentPhoto_GivesATransparentPicture()
    {
        RgbImage gradient = TestImages.Gradient(48, 36);
        float[] alpha = [.. Enumerable.Range(0, 48 * 36).Select(i => i % 48 < 24 ? 1f : 0f)];
        ImageFile.Write(_photo, new RgbImage(48, 36, gradient.Data, alpha));

        (int code, string output, string error) = Paint(_photo, _painting, "cut.png");
        Assert.True(code == 0, output + error);
        Assert.Contains("transparent in part; painted where it is opaque", error);
        RgbImage found = ImageFile.Read(_folder.File("cut.png"), AlphaMode.Keep);
        Assert.Equal(1, found.Alpha![0]);
        Assert.Equal(0, found.Alpha[found.Width - 1]);

        (_, _, error) = Paint(_photo, _painting, "white.png", "--flatten", "white");
        Assert.Equal("", error);
        Assert.Null(ImageFile.Read(_folder.File("white.png"), AlphaMode.Keep).Alpha);
    }

    [Fact]
    public void Transfer_MaskWhiteOnTransparent_CountsWhereItIsVisible()
    {
        string Case(string name) => Path.Combine(AppContext.BaseDirectory, "Imaging/cases", name);
        ImageFile.Write(_photo, TestImages.Gradient(128, 96));

        Assert.Equal("", Paint(_photo, _painting, "plain.png", "--content-mask", Case("mask-plain.png")).Error);
        Assert.Contains("counts by brightness and opacity", Paint(
            _photo, _painting, "cut.png", "--content-mask", Case("mask-white-on-transparent.png")).Error);
        Assert.Equal(ImageFile.Read(_folder.File("plain.png")).Data, ImageFile.Read(_folder.File("cut.png")).Data);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    public void Transfer_KeepMetadata_KeepsTheDateAndByDefaultNothing(string ending)
    {
        byte[] date = Encoding.ASCII.GetBytes("2024:05:06 07:08:09\0");
        byte[] exif = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x32, 1, 2, 0, 20, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0, .. date];
        string photo = _folder.File("dated.jpg");
        ImageFile.Write(photo, TestImages.Gradient(48, 36), new PictureWriting { Exif = exif });

        Assert.Equal(0, Paint(photo, _painting, "kept" + ending, "--keep-metadata").Code);
        Assert.Equal(0, Paint(photo, _painting, "bare" + ending).Code);

        string Metadata(string name) => Encoding.Latin1.GetString(PictureFile.Open(_folder.File(name + ending)).ReadMetadata() ?? []);
        Assert.Contains("2024:05:06", Metadata("kept"));
        Assert.DoesNotContain("2024", Metadata("bare"));
    }

    [Fact]
    public async Task Transfer_Address_IsFetchedOnceAndRecorded()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        byte[] photo = File.ReadAllBytes(_photo);
        int requests = 0;
        Task server = Task.Run(() =>
        {
            using TcpClient client = listener.AcceptTcpClient();
            using NetworkStream stream = client.GetStream();
            stream.ReadExactly(new byte[16]);
            requests++;
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {photo.Length}\r\nConnection: close\r\n\r\n"));
            stream.Write(photo);
        });
        string address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/photo.png?size=full";

        (int code, string output, string error) = Paint(address, _painting, "web.png");
        Assert.True(code == 0, output + error);
        await server.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, requests);
        Assert.Equal(0, Paint(_photo, _painting, "file.png").Code);
        Assert.Equal(ImageFile.Read(_folder.File("file.png")).Data, ImageFile.Read(_folder.File("web.png")).Data);
        Assert.Contains(address, CommandRun.Of("show", _folder.File("web.png")).Output);
    }

    [Fact]
    public void Transfer_AddressThatIsNotThere_IsOneLine()
    {
        (int code, _, string error) = Paint("http://127.0.0.1:1/none.png", _painting, "web.png");

        Assert.Equal(1, code);
        Assert.StartsWith("istyle: cannot read picture 'http://127.0.0.1:1/none.png': ", error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void Transfer_LargePhoto_IsReadNearTheSizeThatIsPainted()
    {
        string photo = _folder.File("large.jpg");
        ImageFile.Write(photo, TestImages.Gradient(2600, 1950));

        (int code, string output, string error) = Paint(photo, _painting, "small.png");
        Assert.True(code == 0, output + error);
        Assert.Contains("photo: 2600×1950, reduced to 32×24 (--size)", output);
        Assert.Equal(new ImageSize(32, 24), ImageFile.Read(_folder.File("small.png")).Size);

        // Of other formats the decoder makes all pixels.
        photo = _folder.File("large.tif");
        ImageFile.Write(photo, TestImages.Gradient(2600, 1950));
        (code, _, error) = Paint(photo, _painting, "none.png", "--memory", "40MB");
        Assert.Equal(1, code);
        Assert.StartsWith($"istyle: '{photo}' has 2600×1950 pixels, and reading it alone takes up to 58.1 MiB; expected at most", error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    private (int Code, string Output, string Error) Paint(string photo, string painting, string output, params string[] more) =>
        CommandRun.Of(
        ["transfer", photo, painting, "-o", _folder.File(output), "--size", "32", "-n", "2", "--backend", "simd", .. more]);

    // A JPEG without Huffman tables is ImageMagick's to read.
    [Fact]
    public void AnyPicture_WithoutImageMagicksLibrary_IsRefusedInOneLine()
    {
        string program = Directory.CreateDirectory(_folder.File("program")).FullName;
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory).Where(IsManaged))
            File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        ImageFile.Write(_folder.File("tables.jpg"), TestImages.Gradient(32, 32));
        File.WriteAllBytes(_folder.File("bare.jpg"), WithoutTables(File.ReadAllBytes(_folder.File("tables.jpg"))));
        string[] command = [Path.Combine(program, "istyle.dll"), "sheet", _folder.File("bare.jpg"), "-o", _folder.File("s.png")];
        ProcessStartInfo start = new("dotnet", command) { RedirectStandardError = true };
        using Process istyle = Process.Start(start)!;
        string error = istyle.StandardError.ReadToEnd();
        istyle.WaitForExit();
        Assert.Contains("it needs ImageMagick's library Magick.Native", Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Equal(1, istyle.ExitCode);
    }

    private static bool IsManaged(string file) => !file.Contains(".Native", StringComparison.Ordinal)
        && (file.EndsWith(".dll", StringComparison.Ordinal) || file.EndsWith("istyle.runtimeconfig.json", StringComparison.Ordinal));

    private static byte[] WithoutTables(byte[] jpeg)
    {
        const byte Tables = 0xC4, Scan = 0xDA;
        List<byte> bytes = [.. jpeg];
        for (int i = 2; bytes[i + 1] != Scan;)
        {
            int length = 2 + bytes[i + 2] * 256 + bytes[i + 3];
            if (bytes[i + 1] == Tables)
                bytes.RemoveRange(i, length);
            else
                i += length;
        }

        return [.. bytes];
    }
}
