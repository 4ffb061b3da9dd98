using System.Globalization;
using System.Text.RegularExpressions;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>--tile: less memory, the same picture.</summary>
[Collection("console")]
public sealed class TileCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Transfer_Tiled_TakesLessMemoryForTheSamePicture()
    {
        ImageFile.Write(Path.Combine(_folder, "photo.png"), TestPictures.Waves(320, 300, 1));
        ImageFile.Write(Path.Combine(_folder, "painting.png"), TestPictures.Waves(60, 64, 2));
        (double memory, RgbImage whole) = Run("0");
        (double tiledMemory, RgbImage tiled) = Run("64");
        Assert.True(tiledMemory < 0.8 * memory, $"{tiledMemory} of {memory} MiB");
        double meanSquare = whole.Data.Zip(tiled.Data).Average(pair => Math.Pow(255 * (pair.First - pair.Second), 2));
        Assert.InRange(Math.Sqrt(meanSquare), 0, Tolerances.TiledPictureLevels);
    }

    [Fact]
    public void Transfer_TinyTile_SaysWhatIsExpected()
    {
        (int code, _, string error) = CommandRun.Of("transfer", "a.png", "b.png", "-o", Path.Combine(_folder, "c.png"), "--tile", "8");
        Assert.Equal(1, code);
        Assert.Contains("--tile '8': expected", error);
    }

    [Theory]
    [InlineData("nonsense:1x1,end:*")]
    [InlineData("pool3:64,pool1:64,end:*")]
    public void Plan_TilesToNoLayer_NamesTheStages(string plan)
    {
        string photo = Path.Combine(_folder, "photo.png");
        ImageFile.Write(photo, TestPictures.Waves(32, 30, 1));
        (int code, _, string error) = CommandRun.Of("plan", photo, photo, "--tile", plan, "--weights", "compact");
        Assert.Equal(1, code);
        Assert.Contains("expected layers of vgg19-compact in their order, such as pool1, pool2, pool3, pool4, and 'end'", error);
    }

    private (double Mebibytes, RgbImage Picture) Run(string tile)
    {
        string output = Path.Combine(_folder, $"out{tile}.png");
        (int code, string text, string error) = CommandRun.Of(
            "transfer", Path.Combine(_folder, "photo.png"), Path.Combine(_folder, "painting.png"), "-o", output, "--size", "320",
                "--scales", "1",
            "-n", "2", "--history", "2", "--weights", "compact", "--backend", "simd", "--tile", tile);
        Assert.Equal(("", 0), (error, code));
        Match match = Regex.Match(text, @"([\d.]+) MiB of buffers");
        Assert.True(match.Success, text);
        return (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), ImageFile.Read(output));
    }
}
