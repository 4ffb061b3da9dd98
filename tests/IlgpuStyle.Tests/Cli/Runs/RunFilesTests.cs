using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>What a run leaves behind, and the settings that its picture carries.</summary>
[Collection("console")]
public sealed class RunFilesTests : RunFixture
{
    [Theory]
    [InlineData("out.png")]
    [InlineData("out.jpg")]
    public void Rerun_AnyFormat_WritesTheSameFile(string name)
    {
        Transfer(name, "--optimizer", "adam", "--init", Painting, "--style-layers", "conv1_1,conv2_1:2", "--threads", "1");
        string again = PathOf(Path.ChangeExtension(name, null) + "-rerun" + Path.GetExtension(name));
        (int code, _, string error) = CommandRun.Of("rerun", PathOf(name));
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllBytes(PathOf(name)), File.ReadAllBytes(again));
        Assert.Equal(0, CommandRun.Of("rerun", PathOf(name), "-o", PathOf("third.png")).Code);
        Assert.True(File.Exists(PathOf("third.png")));
    }

    [Fact]
    public void Rerun_InterruptedPicture_StopsAtTheSameStep()
    {
        Stopped(new StopAfter(3), "out.png");
        Assert.Equal(130, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
    }

    [Fact]
    public void Show_Picture_PrintsCommandInputsAndResult()
    {
        Transfer("out.png", "--init", "noise", "--seed", "7");
        (int code, string text, _) = CommandRun.Of("show", PathOf("out.png"));
        Assert.Equal(0, code);
        Assert.Contains($"istyle transfer {Photo} {Painting}", text);
        Assert.Contains("--seed 7", text);
        Assert.Contains("--backend simd", text);
        Assert.Contains("finished after 6 steps", text);
        Assert.DoesNotContain("has changed", text);
        File.Delete(Photo);
        Assert.Contains("photo.png", text = CommandRun.Of("show", PathOf("out.png")).Output);
        Assert.Contains("photo.png, sha256", text);
        Assert.Contains("; it is missing", text);
    }

    [Fact]
    public void NoRecord_Given_LeavesTheSettingsOut()
    {
        Transfer("out.png", "--no-record");
        Assert.Equal([KeyValuePair.Create("Software", "istyle")], ImageFile.ReadTexts(PathOf("out.png")));
        foreach (string command in (string[])["show", "rerun"])
        {
            (int code, _, string error) = CommandRun.Of(command, PathOf("out.png"));
            Assert.Equal(1, code);
            Assert.Contains("carries no settings", error);
        }
    }

    [Fact]
    public void SaveAs_Pattern_NamesTheSnapshots()
    {
        Directory.CreateDirectory(PathOf("shots"));
        Transfer("out.png", "--save-every", "2", "--save-as", PathOf("shots/{name} {iteration:000}.jpg"));
        Assert.Equal(
            ["out 002.jpg", "out 004.jpg", "out 006.jpg"],
            Directory.GetFiles(PathOf("shots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--save-as", "x.png")]
    [InlineData("--save-as", "{iteration}{size}.png")]
    [InlineData("--save-as", "none/{iteration}.png")]
    [InlineData("--checkpoint-every", "often")]
    [InlineData("--checkpoint-every", "-1")]
    [InlineData("--checkpoint", ".")]
    [InlineData("--max-rollbacks", "-1")]
    public void Transfer_BadPlace_IsOneLine(string option, string value)
    {
        string output = PathOf("out.png");
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", option, value)]);
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void CheckpointEvery_Steps_DecidesWhereAKilledRunGoesOn()
    {
        // The copy after a step is made before that step's own checkpoint: it shows the one before.
        foreach ((string every, int step) in ((string, int)[])[("1", 5), ("4", 4), ("0", 0), ("100s", 0)])
        {
            string checkpoint = PathOf($"{every}.checkpoint"), copy = PathOf($"{every}.copy.checkpoint");
            Stopped(new FollowSteps(_ => File.Copy(checkpoint, copy, overwrite: true)), $"{every}.png", "--checkpoint", checkpoint,
                "--checkpoint-every", every);
            Assert.False(File.Exists(checkpoint));
            Assert.Contains($"after {step} steps of stage", CommandRun.Of("show", copy).Output);
        }
    }

    [Fact]
    public void MaxRollbacks_Zero_GivesUpAtTheFirst()
    {
        (int code, _, string error) = CommandRun.Of(
            ["transfer", .. Arguments("out.png", "--optimizer", "gd", "--learning-rate", "10", "--max-rollbacks", "0")]);
        Assert.Equal(1, code);
        Assert.Contains("the run gave up", error);
        Assert.DoesNotContain("given up", Transfer("out.png", "--optimizer", "gd", "--learning-rate", "10"));
    }

    [Theory]
    [InlineData("lbfgs", "1e38")]
    [InlineData("adam", "1e30")]
    public void Weights_BeyondWhatStepsCanFollow_EndInALineAndNoPicture(string optimizer, string weight)
    {
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments(
            "out.png", "--optimizer", optimizer, "--style-weight", weight, "--content-weight", weight)]);
        Assert.Equal(1, code);
        Assert.Contains("no picture was written; take smaller weights", error);
        Assert.False(File.Exists(PathOf("out.png")));
    }
}
