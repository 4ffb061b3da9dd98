using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>Whole batches of small pictures.</summary>
[Collection("console")]
public sealed class BatchCommandTests : IDisposable
{
    private static readonly string[] s_quick = ["--size", "40", "-n", "2", "--backend", "simd"];

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string _output;

    public BatchCommandTests()
    {
        _output = In("out");
        Directory.CreateDirectory(In("photos"));
        Directory.CreateDirectory(In("paintings"));
        ImageFile.Write(In("photos/one.png"), TestPictures.Waves(50, 40, 1));
        ImageFile.Write(In("photos/two.jpg"), TestPictures.Waves(44, 60, 2));
        ImageFile.Write(In("paintings/blue.png"), TestPictures.Waves(48, 48, 3));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Batch_PhotosStylesAndGrid_GivesTheBitsOfSingleRunsAndASheet()
    {
        (int code, string text, string error) = Product("--grid", "style-weight=2,20");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("4 made, 0 there already, 0 failed", text);
        foreach ((string photo, string weight) in (ReadOnlySpan<(string, string)>)[("one.png", "2"), ("one.png", "20"), ("two.jpg", "2")])
        {
            string single = In("single.png");
            Assert.Equal(0, CommandRun.Of(["transfer", In("photos/" + photo), In("paintings/blue.png"), "-o", single, "--style-weight",
                weight, .. s_quick]).Code);
            string ofBatch = Path.Combine(_output, $"{Path.GetFileNameWithoutExtension(photo)}-blue-style-weight={weight}.png");
            Assert.Equal(ImageFile.Read(single).Data, ImageFile.Read(ofBatch).Data);
        }

        RgbImage sheet = ImageFile.Read(Path.Combine(_output, "contact-sheet.png"));
        Assert.InRange(sheet.Width, 2 * 40, 3 * 40);
        Assert.Equal(4, Results().Count);
        Assert.All(Results(), r => Assert.Equal("Made", r.GetProperty("outcome").GetString()));
    }

    [Fact]
    public void Batch_Again_MakesOnlyWhatHasChanged()
    {
        Assert.Contains("2 made, 0 there already", Product().Output);
        Assert.Contains("0 made, 2 there already", Product().Output);
        Assert.Contains("0 made, 2 there already", Product("--threads", "1").Output);
        ImageFile.Write(In("photos/one.png"), TestPictures.Waves(50, 40, 9));
        Assert.Contains("1 made, 1 there already", Product().Output);
        Assert.Contains("2 made, 0 there already", Product("--seed", "5", "--init", "noise").Output);
        // Cut short, it may be what is left of somebody else's work on it.
        string one = Path.Combine(_output, "one-blue.png");
        File.WriteAllBytes(one, File.ReadAllBytes(one)[..^100]);
        Assert.Contains("0 made, 1 there already, 1 failed", Product("--seed", "5", "--init", "noise").Output);
        File.Delete(one);
        string weights = In("other.safetensors");
        Assert.Equal(0, CommandRun.Of("weights", "convert",
            Path.Combine(AppContext.BaseDirectory, "Weights", "fixtures", "squeezenet1_1.pth"), weights, "--family", "torchvision").Code);
        Assert.Contains("2 made, 0 there already", Product("--seed", "5", "--init", "noise", "--weights", weights).Output);
    }

    [Fact]
    public void Batch_SomeFail_MakesTheOthersAndCounts()
    {
        File.WriteAllText(In("photos/a-corrupt.png"), "no picture");
        string jobs = In("jobs.jsonl");
        File.WriteAllLines(jobs,
        [
            Line("a-corrupt.png", "1.png"), Line("missing.png", "2.png"), Line("one.png", "3.png"),
                Line("one.png", "4.png", ", \"luminance\": \"lab\""),
            Line("two.jpg", "5.jpg"), Line("one.png", "6.png", ", \"style-layers\": \"conv9_9\""),
        ]);
        (int code, string text, string error) = CommandRun.Of(["batch", jobs, "-o", _output, .. s_quick]);
        Assert.Equal(1, code);
        Assert.Contains("2 made, 0 there already, 4 failed", text);
        string[] failures = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, failures.Length);
        Assert.Contains("jobs.jsonl line 1", failures[0]);
        Assert.Contains("a-corrupt.png", failures[0]);
        Assert.Contains("missing.png", failures[1]);
        Assert.Contains("'luminance' changes nothing here; expected with --color keep", failures[2]);
        Assert.Contains("conv9_9", failures[3]);
        Assert.Equal(["3.png", "5.jpg", "contact-sheet.png"], Pictures());
        (code, text, _) = CommandRun.Of(["batch", jobs, "-o", _output, .. s_quick]);
        Assert.Equal(1, code);
        Assert.Contains("0 made, 2 there already, 4 failed", text);
    }

    [Fact]
    public void Batch_LossNotFinite_IsAFailureThatTheNextRunTriesAgain()
    {
        string[] infinite = ["--preset", "gatys", "--style-layers", "conv1_1:100", "--grid", "style-weight=1,1.7e308"];
        foreach (int made in (ReadOnlySpan<int>)[2, 0])
        {
            (int code, string text, string error) = Product(infinite);
            Assert.Equal(1, code);
            Assert.Contains($"{made} made, {2 - made} there already, 2 failed", text);
            Assert.All(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("1.7e308", line));
        }
    }

    [Fact]
    public void Batch_Shards_ShareTheWorkAndTheSheet()
    {
        Assert.Contains("shard 1/2 (--shard): 1 of 2", Product("--shard", "1/2").Output);
        Assert.Equal(["contact-sheet.png", "one-blue.png"], Pictures());
        Assert.Contains("1 made", Product("--shard", "2/2").Output);
        Assert.Equal(["contact-sheet.png", "one-blue.png", "two-blue.png"], Pictures());
        Assert.Equal(["1/2", "2/2"], Results().Select(r => r.GetProperty("shard").GetString()));
    }

    [Theory]
    [InlineData("unknown key 'style-wait'. Did you mean 'style-weight'?", "{\"photo\": \"a\", \"painting\": \"b\", \"style-wait\": 1}")]
    [InlineData("line 2", "{\"photo\": \"a\", \"painting\": \"b\", \"size\": \"many\"}")]
    [InlineData("line 2", "{\"photo\": \"a\", \"painting\": \"b\", \"size\": 7}")]
    [InlineData("line 2", "{\"photo\": \"a\"}")]
    public void Batch_BadJobFile_SaysSoBeforeTheFirstPicture(string expected, string line)
    {
        string jobs = In("jobs.jsonl");
        File.WriteAllLines(jobs, [Line("one.png", "1.png"), line]);
        (int code, _, string error) = CommandRun.Of(["batch", jobs, "-o", _output, .. s_quick]);
        Assert.Equal(1, code);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.False(Directory.Exists(_output));
    }

    [Theory]
    [InlineData]
    [InlineData("jobs.jsonl", "--content", "a.png")]
    [InlineData("--content", "photos")]
    [InlineData("--content", "photos", "--style", "paintings")]
    [InlineData("none.jsonl")]
    [InlineData("--content", "photos", "--style", "none/*", "-o", "out")]
    [InlineData("--content", "photos", "--style", "paintings", "-o", "out", "--shard", "3/2")]
    [InlineData("--content", "photos", "--style", "paintings", "-o", "out", "--size", "many")]
    [InlineData("--content", "photos", "--style", "paintings", "-o", "photos/one.png")]
    public void Batch_BadCommandLine_IsOneLine(params string[] arguments)
    {
        (int code, _, string error) = CommandRun.Of(
            ["batch", .. arguments.Select(a => a.Contains('-') || a.Contains("many") || a == "3/2" ? a : In(a))]);
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Line(string photo, string output, string more = "") =>
        $"{{\"photo\": \"{In("photos/" + photo)}\", \"painting\": \"{In("paintings/blue.png")}\", \"output\": \"{output}\"{more}}}";

    private (int Code, string Output, string Error) Product(params string[] more) => CommandRun.Of(
        ["batch", "--content", In("photos/*"), "--style", In("paintings"), "-o", _output, .. s_quick, .. more]);

    private List<JsonElement> Results() =>
        [.. File.ReadLines(Path.Combine(_output, "results.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.Clone())];

    private IEnumerable<string> Pictures() => new DirectoryInfo(_output).GetFiles().Select(f => f.Name)
        .Where(n => n.EndsWith(".png", StringComparison.Ordinal) || n.EndsWith(".jpg", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
