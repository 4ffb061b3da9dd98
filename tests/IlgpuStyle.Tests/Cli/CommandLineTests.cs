using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>The program as its user calls it: arguments in, exit code, output and files out.</summary>
[Collection("console")]
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string _photo;
    private readonly string _painting;

    public CommandLineTests()
    {
        _photo = Path.Combine(_folder, "photo.png");
        _painting = Path.Combine(_folder, "painting.jpg");
        ImageFile.Write(_photo, TestPictures.Waves(70, 50, 1));
        ImageFile.Write(_painting, TestPictures.Waves(60, 64, 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Transfer_SmallPictures_WritesThePictureAndSnapshots()
    {
        string output = Path.Combine(_folder, "out.png");
        (int code, string text, string error) =
            CommandRun.Of("transfer", _photo, _painting, "-o", output, "--size", "48", "-n", "4", "--backend", "simd", "--save-every", "2");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        RgbImage picture = ImageFile.Read(output);
        Assert.Equal((48, 34), (picture.Width, picture.Height));
        Assert.True(File.Exists(Path.Combine(_folder, "out-0002.png")));
        Assert.Contains("loss", text);
        Assert.Contains("4/4", text);
        Assert.Contains("backend: simd", text);
    }

    [Theory]
    [InlineData("--size", "1")]
    [InlineData("--size", "many")]
    [InlineData("--iterations", "0")]
    [InlineData("--scales", "0")]
    [InlineData("--scales", "many")]
    [InlineData("--style-size", "3")]
    [InlineData("--init-noise", "2")]
    [InlineData("--color", "mono")]
    [InlineData("--luminance", "hsv")]
    [InlineData("--color-match", "svd")]
    [InlineData("--box", "1:0")]
    [InlineData("--box", "wide")]
    [InlineData("--average", "1")]
    [InlineData("--stop-below", "-1")]
    [InlineData("--stop-window", "0")]
    [InlineData("--precondition", "cholesky")]
    [InlineData("--optimizer", "sgd")]
    [InlineData("--optimizer", "gd")]
    [InlineData("--preset", "monet")]
    [InlineData("--content-layers", "conv9_9")]
    [InlineData("--style-layers", "conv1_1:x")]
    [InlineData("--style-weight", "-1")]
    [InlineData("--pooling", "median")]
    [InlineData("--padding", "wrap")]
    [InlineData("--init", "missing.png")]
    [InlineData("--weights", "missing.safetensors")]
    [InlineData("--backend", "tpu")]
    [InlineData("--threads", "-2")]
    [InlineData("--save-every", "-1")]
    [InlineData("--no-such-option", "1")]
    [InlineData("--style-weight", "1,5")]
    [InlineData("--style-scale", "half")]
    [InlineData("--content-layers", "")]
    [InlineData("--style-layers", "conv1_1,,conv2_1")]
    [InlineData("--style-layers", "conv1_1:-1")]
    [InlineData("--scratch", "no-such-folder")]
    public void Transfer_BadOption_IsOneLineAndKeepsTheOldPicture(string option, string value)
    {
        string output = Path.Combine(_folder, "out.png");
        File.WriteAllText(output, "precious");
        (int code, _, string error) = CommandRun.Of("transfer", _photo, _painting, "-o", output, "--size", "32", "--backend", "simd",
            option, value);
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("System.", error);
        Assert.Equal("precious", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("--size", "128px", "--size '128px': expected a whole number")]
    [InlineData("--style-weight", "1,5", "--style-weight '1,5': expected a number, such as 0.5")]
    [InlineData("--content-layers", "conv5_2", "no layer 'conv5_2'; it has conv1_1, ")]
    [InlineData("--content-layers", "conv5_2", "; full VGG19 has it ('istyle weights get vgg19')")]
    [InlineData("--init", "fresh", "--init 'fresh': there is no such file; expected matched, content")]
    public void Transfer_MisspeltValue_IsToldWhatIsExpected(string option, string value, string expected) =>
        Assert.Contains(expected, CommandRun.Of("transfer", _photo, _painting, "-o", Path.Combine(_folder, "out.png"), option, value)
            .Error);

    [Theory]
    [InlineData("transfer photo.png painting.png --sise 48 -o out.png", "--sise")]
    [InlineData("transfer --sise 48 photo.png painting.png -o out.png", "--sise")]
    [InlineData("batch --content a.png --style b.png -o out --progress none", "--progress")]
    public void AnyCommand_UnknownOption_IsNamedAndNotTheWordBehindIt(string line, string option) =>
        Assert.StartsWith($"istyle: Unknown option '{option}'.", CommandRun.Of(line.Split(' ')).Error);

    [Fact]
    public void AnyCommand_WordMissing_NamesTheWholeCommandsHelp()
    {
        Assert.EndsWith("Try 'istyle weights get --help'.", CommandRun.Of("weights", "get").Error.TrimEnd());
        Assert.StartsWith("istyle: NAME is missing: istyle weights get NAME", CommandRun.Of("weights", "get").Error);
        Assert.EndsWith("Try 'istyle --help'.", CommandRun.Of("paint").Error.TrimEnd());
    }

    [Fact]
    public void Transfer_AllWeightsZero_IsRefused() => Assert.Contains("nothing to optimise", CommandRun.Of(
        "transfer", _photo, _painting, "-o", Path.Combine(_folder, "out.png"),
        "--content-weight", "0", "--style-weight", "0", "--tv-weight", "0").Error);

    [Fact]
    public void Transfer_OutputFolderIsAFile_FailsBeforeTheRun()
    {
        (int code, string text, string error) = CommandRun.Of("transfer", _photo, _painting, "-o", Path.Combine(_photo, "out.png"));
        Assert.Equal(1, code);
        Assert.Contains("photo.png' is a file, not a folder", error);
        Assert.DoesNotContain("loss", text);
    }

    [Fact]
    public void Transfer_CorruptPhoto_NamesTheFile()
    {
        File.WriteAllBytes(_photo, File.ReadAllBytes(_photo)[..200]);
        (int code, _, string error) = CommandRun.Of("transfer", _photo, _painting, "-o", Path.Combine(_folder, "out.png"));
        Assert.Equal(1, code);
        Assert.Contains("photo.png", error);
    }

    [Fact]
    public void Devices_Always_ListsSimdAndIlgpu()
    {
        (int code, string text, _) = CommandRun.Of("devices");
        Assert.Equal(0, code);
        Assert.Contains("simd", text);
        Assert.Contains("ilgpu-cpu", text);
        Assert.Contains("cuda", text);
        Assert.Contains("opencl", text);
    }

    [Fact]
    public void Verify_GoldenFile_PassesAndADamagedOneFails()
    {
        (int code, string text, _) = CommandRun.Of("verify", GoldenFiles.PathOf(GoldenFiles.Average), "--backend", "simd");
        Assert.Equal(0, code);
        Assert.Contains("tf-tutorial gradient", text);

        // The file ends with float64 expectations: flip an exponent bit in each of the last ones.
        byte[] bytes = File.ReadAllBytes(GoldenFiles.PathOf(GoldenFiles.Average));
        string damaged = Path.Combine(_folder, "damaged.safetensors");
        for (int i = 2; i < 4096; i += 8)
            bytes[^i] ^= 0x10;
        File.WriteAllBytes(damaged, bytes);
        (code, _, _) = CommandRun.Of("verify", damaged, "--backend", "simd");
        Assert.Equal(1, code);
    }

    [Fact]
    public void GradientCheck_Simd_Passes() => Assert.Equal(0, CommandRun.Of("gradcheck", "--backend", "simd").Code);

    [Fact]
    public void Kernels_OpenCL_AreListedAndWritten()
    {
        (int code, string text, _) = CommandRun.Of("kernels", "--arch", "opencl", "--dump", Path.Combine(_folder, "dump"));
        Assert.Equal(0, code);
        Assert.Contains("ConvolutionTiled", text);
        string file = Directory.GetFiles(Path.Combine(_folder, "dump"), "*.cl")[0];
        File.WriteAllText(file, "mine");
        (code, _, string error) = CommandRun.Of("kernels", "--arch", "opencl", "--dump", Path.Combine(_folder, "dump"));
        Assert.Equal(1, code);
        Assert.Contains("it is kept", error);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void Version_Always_NamesEverythingInside()
    {
        (int code, string text, _) = CommandRun.Of("--version");
        Assert.Equal(0, code);
        Assert.Contains(".NET", text);
        foreach (string name in (string[])["istyle ", "ILGPU ", "StbImageSharp ", "StbImageWriteSharp ", "thread"])
            Assert.Contains(name, text);
    }
}
