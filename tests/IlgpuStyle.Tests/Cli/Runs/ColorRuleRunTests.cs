using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>A rule for each painting, several sizes of each, another for what is coarse and regions, through everything that makes a
/// picture from recorded words.</summary>
[Collection("console")]
public sealed class ColorRuleRunTests : RunFixture
{
    private readonly string _second;
    private readonly string _mask;

    public ColorRuleRunTests()
    {
        _second = PathOf("second.png");
        _mask = PathOf("mask.png");
        ImageFile.Write(_second, TestPictures.Waves(30, 34, 5));
        ImageFile.Write(_mask, new RgbImage(2, 1, [1, 0, 1, 0, 1, 0]));
    }

    private string[] Words =>
    [
        Photo, $"{Painting},{_second}", "--size", "32", "-n", "6", "--backend", "simd",
        "--color", "keep,match", "--region", _mask, "--style-scales", "0.5,1", "--coarse-style", _second,
    ];

    [Fact]
    public void Resume_ColorRulesAndRegions_GoesOnWithTheSameBits()
    {
        Make("whole.png");
        Assert.Equal(TransferEnding.Interrupted, Stopped(new StopAfter(3), [.. Words, "-o", PathOf("out.png")]).Ending);
        Assert.Equal(0, CommandRun.Of("resume", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("whole.png")), File.ReadAllBytes(PathOf("out.png")));
    }

    [Fact]
    public void RerunAndBatch_ColorRulesAndRegions_MakeTheSamePicture()
    {
        Make("whole.png");
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("whole.png"), "-o", PathOf("again.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("whole.png")), File.ReadAllBytes(PathOf("again.png")));
        string job = $$"""
            {"photo": "{{Photo}}", "painting": "{{Painting}},{{_second}}", "output": "{{PathOf("job.png")}}", "size": 32, "iterations": 6,
            "region": "{{_mask}}", "color": "COLOR", "style-scales": [0.5, 1], "coarse-style": "{{_second}}"}
            """.ReplaceLineEndings("");
        float[] Batch(string color)
        {
            File.WriteAllText(PathOf("jobs.jsonl"), job.Replace("COLOR", color, StringComparison.Ordinal));
            (int code, string text, string error) = CommandRun.Of("batch", PathOf("jobs.jsonl"), "--backend", "simd");
            Assert.Equal((0, ""), (code, error));
            Assert.Contains("1 made", text);
            return ImageFile.Read(PathOf("job.png")).Data;
        }

        Assert.Equal(ImageFile.Read(PathOf("whole.png")).Data, Batch("keep,match"));
        Assert.NotEqual(ImageFile.Read(PathOf("whole.png")).Data, Batch("match,keep"));
    }

    private void Make(string output)
    {
        (int code, _, string error) = CommandRun.Of(["transfer", .. Words, "-o", PathOf(output)]);
        Assert.Equal((0, ""), (code, error));
    }
}
