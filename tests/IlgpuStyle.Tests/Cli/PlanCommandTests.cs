using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using IlgpuStyle.Backends;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tests.Cli.Runs;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli;

/// <summary>plan, --memory and --progress as a user meets them.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class PlanCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _photo;
    private readonly string _painting;

    public PlanCommandTests()
    {
        _photo = _folder.File("photo.png");
        _painting = _folder.File("painting.png");
        ImageFile.Write(_photo, TestPictures.Waves(70, 50, 1));
        ImageFile.Write(_painting, TestPictures.Waves(60, 64, 2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plan_OfATransfer_SaysTimeAndMemoryAndWritesNothing()
    {
        string output = _folder.File("out.png");
        (int code, string text, string error) =
            CommandRun.Of("plan", _photo, _painting, "-o", output, "--size", "64", "--backend", "simd", "--preview");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("backend: simd", text);
        Assert.Contains("(as given)", text);
        Assert.Matches(@"plan: about \d+ evaluations", text);
        foreach (string part in (string[])["weights", "activations", "L-BFGS history", "targets", "workspace", "pictures", "runtime"])
            Assert.Matches($"memory: about .*{part} [0-9]", text);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Plan_OfSeveralSizesOfThePainting_SaysWhichAndWhatIsLargeAfterAnother()
    {
        string text = CommandRun.Of(
            "plan", _photo, _painting, "--size", "64", "--backend", "simd", "--style-scales", "1,0.75", "--coarse-style", _photo).Output;
        Assert.Contains($"painting: at 1, 0.75 of the result's size; what is large after '{_photo}'", text);
        Assert.DoesNotContain("painting:", CommandRun.Of("plan", _photo, _painting, "--size", "64", "--backend", "simd").Output);
    }

    [Fact]
    public void Plan_OfAPaintingThatCannotBeReadSo_SaysOfWhichScaleOrPreset()
    {
        (int code, _, string error) = CommandRun.Of("plan", _photo, _painting, "--size", "64", "--style-scales", "1,0.01");
        Assert.Equal(1, code);
        Assert.StartsWith($"istyle: '{_painting}' at scale 0.01: a picture of 1×1 pixels is too small", error);
        error = CommandRun.Of("plan", _photo, _painting, "--size", "64", "--preset", "strotss", "--coarse-style", _photo).Error;
        Assert.StartsWith("istyle: style kind emd (preset strotss) compares all layers with the same paintings", error);
    }

    [Fact]
    public void Plan_OnAnyBackend_SaysWhyThisDevice() =>
        Assert.Matches(@"backend: .*\((no graphics card; |graphics card .* is unusable: |the first usable graphics card)",
            CommandRun.Of("plan", _photo, _painting, "--size", "48").Output);

    [Fact]
    public void Plan_LessMemoryThanTheHistoryNeeds_ShortensTheHistory()
    {
        // Tiles of one's own are kept: what is left to give is the history.
        string[] words = ["plan", _photo, _painting, "--size", "1200", "--backend", "simd", "--history", "40", "--tile", "4096"];
        string whole = CommandRun.Of(words).Output;
        long needed = MebibytesOf(whole, "memory: about ");
        long history = MebibytesOf(whole, "L-BFGS history ");
        (int code, string text, _) = CommandRun.Of([.. words, "--memory", $"{needed - (history / 2)}MiB"]);
        Assert.Equal(0, code);
        Match note = Regex.Match(text, @"note: (\d+) curvature pairs instead of 40");
        Assert.True(note.Success, text);
        // How many depends on what the other tests of this process hold just now.
        Assert.InRange(int.Parse(note.Groups[1].Value, null), 3, 39);
        // Three digits are printed: half of the last one, 0.005 GiB, may be added.
        Assert.InRange(MebibytesOf(text, "memory: about "), 1, needed - (history / 2) + 6);
    }

    [Fact]
    public void Transfer_FarTooLittleMemory_NamesASizeThatFits()
    {
        // Beside what this process, with all its tests, has filled already.
        string limit = $"{(Environment.WorkingSet >> 20) + 1700}MiB";
        string output = _folder.File("out.png");
        (int code, string text, string error) =
            CommandRun.Of("transfer", _photo, _painting, "-o", output, "--size", "3000", "--backend", "simd", "--memory", limit);
        Assert.Equal((1, ""), (code, text));
        string size = Regex.Match(error, @"files size (\d+) fits\.").Groups[1].Value;
        Assert.InRange(int.Parse(size, null), 256, 2800);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Record_OfAFittedRun_HoldsTheHistoryAndNotTheLimit()
    {
        string[] words = [_photo, _painting, "--size", "400", "--scales", "1", "-n", "2", "--backend", "simd", "--history", "200", "--tile",
            "4096"];
        long needed = MebibytesOf(CommandRun.Of(["plan", .. words]).Output, "memory: about ");
        string output = _folder.File("out.png"), again = _folder.File("again.png");
        Assert.Equal(0, CommandRun.Of(["transfer", .. words, "-o", output, "--memory", $"{needed - 250}MiB"]).Code);
        string shown = CommandRun.Of("show", output).Output;
        Match history = Regex.Match(shown, @"--history (\d+)");
        Assert.True(history.Success, shown);
        Assert.InRange(int.Parse(history.Groups[1].Value, null), 3, 199);
        Assert.DoesNotContain("--memory", shown);
        (int code, string text, string error) = CommandRun.Of("rerun", output, "-o", again, "--progress", "json");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("{\"event\":\"begin\"", text);
        Assert.Equal(ImageFile.Read(output).Data, ImageFile.Read(again).Data);
    }

    [Fact]
    public void Record_OfARunFittedByTiles_HoldsThePlan()
    {
        SettingValues values = RunFixture.Typed([_photo, _painting, "-o", _folder.File("out.png"), "--memory", "2GB"]);
        WeightsChoice choice = WeightsStore.Default.Choose("compact");
        using WeightsFile weights = choice.File;
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        TilePlan plan = TilePlan.Parse("pool3:128x*,end:*");
        RunRequest request = new(values, choice, Announcements.None);
        RunRecord record = RunRecord.Parse(request.Record(backend, request.Options with { Tiles = plan }).ToJson(), "test");
        Assert.False(record.Run.Settings.Has(MachineSettings.Memory));
        Assert.Equal(plan.Text, RunKind.Transfer.Options(record.Run.Settings, weights).Tiles?.Text);
    }

    [Fact]
    public void Batch_TooLittleMemory_SaysSoOfThePicture()
    {
        (int code, string text, string error) = CommandRun.Of(
            "batch", "--content", _photo, "--style", _painting, "-o", _folder.File("batch"), "--size", "64", "--backend", "simd",
                "--memory", "12MB");
        Assert.Equal(1, code);
        Assert.Contains("no size fits", text + error);
    }

    [Theory]
    [InlineData("12MB", "no size fits")]
    [InlineData("much", "expected a size such as")]
    [InlineData("-1GB", "expected a size such as")]
    [InlineData("0", "expected a size such as")]
    [InlineData("2XB", "expected a size such as")]
    [InlineData("4", "4 bytes; expected a size such as 2GB")]
    public void Memory_Unusable_IsOneLine(string memory, string word)
    {
        (int code, _, string error) = CommandRun.Of("plan", _photo, _painting, "--size", "64", "--backend", "simd", $"--memory={memory}");
        Assert.Equal(1, code);
        Assert.Contains(word, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("700M", 700L << 20)]
    [InlineData("12 kb", 12_000)]
    [InlineData("65536", 65_536)]
    public void ByteSize_OfText_IsItsBytes(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Fact]
    public void Progress_Json_IsOneObjectALine()
    {
        (int code, string text, string error) = Transfer("--progress", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["begin", "step", "step", "step", "end"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.True(lines[0].GetProperty("memory").GetProperty("activations").GetInt64() > 0);
        Assert.True(lines[0].GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(3, lines[3].GetProperty("totalIteration").GetInt32());
        Assert.Contains(lines[1].GetProperty("terms").EnumerateArray(), term =>
            term.GetProperty("kind").GetString() == "style" && term.GetProperty("layer")
                .GetString() == "conv1_1" && term.GetProperty("value").GetDouble() > 0);
        Assert.Equal("finished", lines[4].GetProperty("ending").GetString());
    }

    [Fact]
    public void Progress_None_SaysNothing() => Assert.Equal((0, "", ""), Transfer("--progress", "none"));

    [Fact]
    public void Progress_Live_RedrawsOneLine()
    {
        (int code, string text, _) = Transfer("--progress", "live");
        Assert.Equal(0, code);
        Assert.Contains("\r\u001b[2K", text);
        Assert.Contains("left", text);
    }

    [Fact]
    public void Progress_Plain_HasNoControlCodes()
    {
        (int code, string text, _) = Transfer("--progress", "plain");
        Assert.Equal(0, code);
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("3/3", text);
        Assert.Matches(@"plan: about \d+ evaluations", text);
    }

    [Theory]
    [InlineData("--progress", "loud", "expected auto, live")]
    [InlineData("--preview", "70000", "expected a port")]
    [InlineData("--preview", "photo.png", "write --preview after the file names")]
    public void Watch_Unusable_IsOneLine(string option, string value, string word)
    {
        (int code, _, string error) = Transfer(option, value);
        Assert.Equal(1, code);
        Assert.Contains(word, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.False(File.Exists(_folder.File("out.png")));
    }

    [Fact]
    public void Preview_WithoutAPort_PrintsTheAddress()
    {
        (int code, _, string error) = Transfer("--preview");
        Assert.Equal(0, code);
        Assert.Matches(@"^preview: http://127\.0\.0\.1:\d+/[0-9a-f]{32}/\s*$", error);
    }

    private (int Code, string Output, string Error) Transfer(params string[] options) => CommandRun.Of(
        ["transfer", _photo, _painting, "-o", _folder.File("out.png"), "--size", "48", "-n", "3", "--scales", "1", "--backend", "simd",
            .. options]);

    private static long MebibytesOf(string text, string before)
    {
        Match match = Regex.Match(text, Regex.Escape(before) + @"([0-9.]+) ([MG])iB");
        Assert.True(match.Success, text);
        double number = double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        return (long)Math.Ceiling(match.Groups[2].Value == "G" ? number * 1024 : number);
    }
}
