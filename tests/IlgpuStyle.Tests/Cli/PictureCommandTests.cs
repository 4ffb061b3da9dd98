using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>texture, reconstruct and inspect as their user calls them.</summary>
[Collection("console")]
public sealed class PictureCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string _image;

    public PictureCommandTests()
    {
        _image = At("image.png");
        ImageFile.Write(_image, TestPictures.Waves(60, 44, 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("50x40", false, 50, 40)]
    [InlineData("50x40", true, 48, 48)]
    [InlineData("32", true, 32, 32)]
    public void Texture_Size_IsTheOneAskedForOrTheNearestOnTheGrid(string size, bool tileable, int width, int height)
    {
        string[] arguments = ["texture", _image, "-o", At("out.png"), "--size", size, "-n", "2", "--backend", "simd"];
        (int code, _, string error) = CommandRun.Of(tileable ? [.. arguments, "--tileable"] : arguments);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(new ImageSize(width, height), ImageFile.Read(At("out.png")).Size);
    }

    [Fact]
    public void Texture_SeedScaleAndLayers_EachChangeThePicture()
    {
        float[] MakeIn(int steps, params string[] more)
        {
            string[] arguments = ["texture", _image, "-o", At("out.png"), "--size", "32", "--backend", "simd", .. more];
            Assert.Equal(0, CommandRun.Of([.. arguments, "-n", $"{steps}"]).Code);
            return ImageFile.Read(At("out.png")).Data;
        }

        float[] Make(params string[] more) => MakeIn(2, more);
        float[] plain = Make();
        Assert.Equal(plain, Make());
        Assert.NotEqual(plain, MakeIn(3));
        Assert.NotEqual(plain, Make("--seed", "1"));
        Assert.NotEqual(plain, Make("--style-scale", "0.7"));
        Assert.NotEqual(plain, Make("--style-layers", "conv1_1"));
    }

    /// <summary>Tiles change a texture by rounding only; a limit brings them, or says what would fit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Texture_TilesScratchAndMemory_GiveTheSamePicture(bool tileable)
    {
        string[] words =
        [
            "texture", _image, "-o", At("out.png"), "--size", "128", "-n", "1", "--weights", "compact", "--backend", "simd",
            .. tileable ? ["--tileable"] : Array.Empty<string>(),
        ];
        (int code, string text, _) = CommandRun.Of(words);
        Assert.Equal(0, code);
        Assert.Contains("plan: about ", text);
        float[] whole = ImageFile.Read(At("out.png")).Data;
        (code, text, string error) = CommandRun.Of([.. words, "--tile", "64", "--scratch", _folder]);
        Assert.Equal((0, ""), (code, error));
        float[] tiled = ImageFile.Read(At("out.png")).Data;
        // Two of 255 steps after a line search.
        Assert.All(whole.Zip(tiled), pair => Assert.Equal(pair.First, pair.Second, 2.1f / 255));
        (code, _, error) = CommandRun.Of([.. words, "--memory", "40MB"]);
        Assert.Equal(1, code);
        Assert.StartsWith("istyle: memory: the run needs ", error);
    }

    [Fact]
    public void Reconstruct_SeedStepsAndStyle_EachChangeThePicture()
    {
        float[] Make(int steps, params string[] more)
        {
            string[] words = ["reconstruct", _image, "-o", At("out.png"), "--layer", "conv1_1", "--size", "32", "--backend", "simd"];
            Assert.Equal(0, CommandRun.Of([.. words, "-n", $"{steps}", .. more]).Code);
            return ImageFile.Read(At("out.png")).Data;
        }

        float[][] pictures = [Make(2), Make(2, "--seed", "1"), Make(3), Make(2, "--style")];
        Assert.Equal(4, pictures.Select(picture => string.Join(' ', picture)).Distinct().Count());
    }

    [Fact]
    public void Reconstruct_OneLayerAndTwo_WritePictureAndSheet()
    {
        string[] arguments = ["reconstruct", _image, "-o", At("one.png"), "--layer", "conv1_1", "--size", "32", "-n", "3", "--backend",
            "simd"];
        Assert.Equal(0, CommandRun.Of(arguments).Code);
        Assert.Equal(32, ImageFile.Read(At("one.png")).Width);
        (int code, string text, _) = CommandRun.Of(
            "reconstruct", _image, "-o", At("two.png"), "--layer", "conv1_1,conv2_1", "--style", "--size", "32", "-n", "3", "--backend",
                "simd", "--run", At("run"));
        Assert.Equal(0, code);
        Assert.Matches(@"\[2/2\] .*two-conv2_1\.png: loss", text);
        Assert.Equal(3 * 32 + 4 * 8, ImageFile.Read(At("two.png")).Width);
        Assert.Equal(["conv1_1", "conv2_1"], Directory.EnumerateDirectories(At("run")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Inspect_TwoLayers_WritesSheetsAndPrintsTheTable()
    {
        string folder = At("layers");
        (int code, string text, string error) = CommandRun.Of(
            "inspect", _image, "-o", folder, "--layers", "conv1_1,relu2_1", "--size", "40", "--channels", "5", "--backend", "simd");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("conv2_1", text);
        Assert.Contains("40×29", text);
        Assert.Equal(["conv1_1.png", "conv2_1.png", "grams.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        ImageSize five = ImageFile.Read(Path.Combine(folder, "conv1_1.png")).Size;
        Assert.True(five.Width > 5 * 40);
        Assert.Equal(0, CommandRun.Of(
            "inspect", _image, "-o", folder, "--layers", "conv1_1", "--size", "40", "--channels", "2", "--backend", "simd").Code);
        Assert.True(ImageFile.Read(Path.Combine(folder, "conv1_1.png")).Width < five.Width);
    }

    [Fact]
    public void Sheet_OptionsOfTheGrid_AreHonoured()
    {
        ImageSize Make(params string[] more)
        {
            string[] arguments = ["sheet", _image, _image, _image, "-o", At("sheet.png"), .. more];
            Assert.Equal(0, CommandRun.Of(arguments).Code);
            return ImageFile.Read(At("sheet.png")).Size;
        }

        Assert.Equal(new ImageSize(3 * 60 + 4 * 8, 44 + 11 + 16), Make());
        Assert.Equal(new ImageSize(2 * 60 + 3 * 8, 2 * (44 + 11) + 24), Make("--columns", "2"));
        Assert.Equal(new ImageSize(3 * 60, 44), Make("--margin", "0", "--labels", ""));
        Assert.Equal(30 * 3 + 4 * 8, Make("--size", "30").Width);
    }

    [Fact]
    public void Sheet_JpegWithoutItsEnd_IsNoted()
    {
        ImageFile.Write(At("cut.jpg"), TestPictures.Waves(40, 30, 1));
        File.WriteAllBytes(At("cut.jpg"), File.ReadAllBytes(At("cut.jpg"))[..^2]);
        (int code, _, string error) = CommandRun.Of("sheet", At("cut.jpg"), "-o", At("sheet.png"));
        Assert.Equal((0, $"istyle: {At("cut.jpg")}: its end marker is missing."), (code, error.TrimEnd()));
    }

    [Theory]
    [InlineData("sheet", "--columns", "0")]
    [InlineData("sheet", "--margin", "-1")]
    [InlineData("sheet", "--size", "3")]
    [InlineData("texture", "--size", "8")]
    [InlineData("texture", "--size", "64x")]
    [InlineData("texture", "--style-scale", "0")]
    [InlineData("texture", "--style-layers", "conv9_9")]
    [InlineData("reconstruct", "--layer", "conv9_9")]
    [InlineData("reconstruct", "--size", "1")]
    [InlineData("inspect", "--layers", "conv9_9")]
    [InlineData("inspect", "--channels", "0")]
    [InlineData("inspect", "--size", "5")]
    public void PictureCommand_BadOption_IsOneLine(string command, string option, string value)
    {
        List<string> arguments = [command, _image, "-o", At(command == "inspect" ? "folder" : "out.png"), "--backend", "simd", option,
            value];
        if (command == "reconstruct" && option != "--layer")
            arguments.AddRange(["--layer", "conv1_1"]);
        (int code, _, string error) = CommandRun.Of([.. arguments]);
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
