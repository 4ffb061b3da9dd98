using IlgpuStyle.Tests.Cli.Runs;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Options that change nothing beside the others are refused where a run is typed, and where it is planned.</summary>
[Collection("console")]
public sealed class IdleOptionTests : RunFixture
{
    [Theory]
    [InlineData("--optimizer adam", "--learning-rate 0.1")]
    [InlineData("", "--history 5", "--optimizer adam")]
    [InlineData("--init blend", "--init-noise 0.5")]
    [InlineData("--init noise", "--seed 4")]
    [InlineData("--color keep", "--luminance lab")]
    [InlineData("--color match", "--color-match pca")]
    [InlineData("--color restore", "--luminance ycbcr")]
    [InlineData("--optimizer adam", "--adam-beta1 0.8")]
    [InlineData("--optimizer adam", "--carry-moments")]
    [InlineData("", "--first-iterations 1", "--scales 1")]
    [InlineData("", "--coarse-content 1", "--scales 1")]
    [InlineData("--tv-weight 1", "--tv-kind absolute", "--tv-weight 0")]
    [InlineData("--stop-below 1e-9", "--stop-window 3")]
    [InlineData("--style-kind nearest", "--match-every 3")]
    [InlineData("--style-kind nearest", "--match-patch 2")]
    [InlineData("--style-kind sliced", "--directions 3")]
    [InlineData("--content-kind self-similarity", "--samples 30")]
    [InlineData("--pooling l2", "--rescale-pooling", "--pooling max")]
    [InlineData("", "--precondition none", "--optimizer adam")]
    [InlineData("", "--precondition none", "--optimizer lbfgs-fixed")]
    [InlineData("", "--precondition pyramid", "--box 0:1")]
    [InlineData("--save-every 5", "--save-as {iteration}.png")]
    public void Transfer_OptionThatCounts_IsTakenAndRefusedAlone(string with, string option, string without = "")
    {
        string name = option.Split(' ')[0];
        option = option.Replace("{iteration}", PathOf("{iteration}"), StringComparison.Ordinal);
        foreach (string command in (string[])["transfer", "plan"])
        {
            (int code, _, string error) = CommandRun.Of([command, .. Arguments("out.png", Words(option, without))]);
            Assert.Equal(1, code);
            Assert.StartsWith($"istyle: {name} changes nothing here; expected with ", error, StringComparison.Ordinal);
            Assert.False(File.Exists(PathOf("out.png")));
        }

        Transfer("out.png", Words(option, with));
    }

    [Fact]
    public void Transfer_RescaledPoolingOfAFileForMaxPooling_IsRefused()
    {
        ShortWeights.Write(PathOf("max.safetensors"), "conv3_4", "max");
        string[] words = ["--weights", PathOf("max.safetensors"), "--rescale-pooling"];
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", words)]);
        Assert.Equal(1, code);
        Assert.StartsWith("istyle: --rescale-pooling changes nothing here; ", error, StringComparison.Ordinal);
        Transfer("out.png", [.. words, "--pooling", "average"]);
    }

    [Fact]
    public void Transfer_BlendOfOnePainting_IsRefused()
    {
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", "--style-blend", "losses")]);
        Assert.Equal(1, code);
        Assert.Contains("--style-blend changes nothing here; expected with several paintings", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_OptionOfSomeJobs_IsTaken()
    {
        string jobs = PathOf("jobs.jsonl");
        File.WriteAllText(jobs, $$"""{"photo": "{{Photo}}", "painting": "{{Painting}}", "output": "{{PathOf(
            "out.png")}}", "size": 32, "iterations": 2}""");
        Assert.Equal(0, CommandRun.Of("batch", jobs, "--backend", "simd", "--luminance", "lab").Code);
    }

    private static string[] Words(params string[] words) => string.Join(' ', words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
