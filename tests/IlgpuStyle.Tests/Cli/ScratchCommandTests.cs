using IlgpuStyle.Cli.Display;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>--scratch as a user meets it: the same picture, whatever else is asked for.</summary>
[Collection("console")]
public sealed class ScratchCommandTests : IDisposable
{
    private const int Width = 96, Height = 80;

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string _scratch;
    private readonly RgbImage _photo;

    public ScratchCommandTests()
    {
        _scratch = Directory.CreateDirectory(Path.Combine(_folder, "scratch")).FullName;
        ImageFile.Write(PathOf("photo.png"), TestPictures.Waves(Width, Height, 1));
        ImageFile.Write(PathOf("painting.png"), TestPictures.Waves(60, 64, 2));
        ImageFile.Write(PathOf("second.png"), TestPictures.Waves(70, 50, 3));
        ImageFile.Write(PathOf("mask.png"), Disc());
        // As the run sees it: 8 bits a channel.
        _photo = ImageFile.Read(PathOf("photo.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData("painting.png", "--pin mask.png")]
    [InlineData("painting.png", "--content-mask mask.png")]
    [InlineData("painting.png", "--style-mask mask.png --color keep")]
    [InlineData("painting.png,second.png", "--region mask.png")]
    [InlineData("painting.png", "--preset relative --normalize-gradients --optimizer adam")]
    [InlineData("painting.png", "--pin mask.png --content-mask mask.png --preset relative --normalize-gradients --optimizer adam")]
    public void Transfer_InScratchFiles_GivesThePictureOfMemory(string paintings, string options)
    {
        RgbImage inMemory = Run("memory.png", paintings, options), inFiles = Run("files.png", paintings, $"{options} --scratch scratch");
        double meanSquare = inMemory.Data.Zip(inFiles.Data).Average(pair => Math.Pow(255 * (pair.First - pair.Second), 2));
        Assert.InRange(Math.Sqrt(meanSquare), 0, Tolerances.TiledPictureLevels);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch));
    }

    [Fact]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Transfer_PinnedInScratchFiles_KeepsThePhotosBits()
    {
        RgbImage result = Run("out.png", "painting.png", "--pin mask.png --scratch scratch"), mask = Disc();
        int changed = 0;
        for (int i = 0; i < result.Data.Length; i++)
        {
            if (mask.Data[i] == 1)
                Assert.Equal(_photo.Data[i], result.Data[i]);
            else
                changed += result.Data[i] == _photo.Data[i] ? 0 : 1;
        }

        Assert.InRange(changed, result.Data.Length / 4, result.Data.Length);
    }

    [Theory]
    [InlineData("tmpfs", true)]
    [InlineData("ramfs", true)]
    [InlineData("ext4", false)]
    [InlineData("", false)]
    public void Note_FolderInMemory_SaysThatNothingIsSaved(string format, bool expected) =>
        Assert.Equal(expected, ScratchNote.Of("DIR", format)?.StartsWith($"note: --scratch DIR lies in memory itself ({format})",
            StringComparison.Ordinal) ?? false);

    [Fact]
    [Trait("Category", "WholeNetwork")]
    public void Plan_ScratchFolderInMemory_SaysSo()
    {
        const string InMemory = "/dev/shm";
        string folder = Directory.Exists(InMemory) ? InMemory : _scratch;
        (int code, string text, string error) = CommandRun.Of(
            "plan", PathOf("photo.png"), PathOf("painting.png"), "--size", "64", "--scales", "1", "-n", "1", "--backend", "simd",
                "--scratch", folder);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(folder == InMemory, text.Contains($"note: --scratch {InMemory} lies in memory", StringComparison.Ordinal));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private RgbImage Run(string output, string paintings, string options)
    {
        string[] words = [.. options.Split(' ').Select(word => word is "mask.png" or "scratch" ? PathOf(word) : word)];
        (int code, _, string error) = CommandRun.Of(
        [
            "transfer", PathOf("photo.png"), string.Join(',', paintings.Split(',').Select(PathOf)), "-o", PathOf(output), "--size",
                $"{Width}", "--scales", "1",
            "-n", "2", "--weights", "compact", "--backend", "simd", "--tile", "pool1:64,end:64", .. words,
        ]);
        Assert.Equal(("", 0), (error, code));
        return ImageFile.Read(PathOf(output));
    }

    private static RgbImage Disc()
    {
        RgbImage disc = new(Width, Height);
        for (int i = 0; i < disc.Data.Length; i++)
        {
            int y = i / Width % Height, x = i % Width;
            disc.Data[i] = (x - 40) * (x - 40) + (y - 30) * (y - 30) < 25 * 25 ? 1 : 0;
        }

        return disc;
    }
}
