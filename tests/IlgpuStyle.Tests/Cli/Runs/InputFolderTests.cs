using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Paintings that are a folder, in the record of a picture.</summary>
[Collection("console")]
public sealed class InputFolderTests : RunFixture
{
    public InputFolderTests()
    {
        Directory.CreateDirectory(PathOf("paintings"));
        File.Copy(Painting, PathOf("paintings/a.png"));
        ImageFile.Write(PathOf("paintings/b.png"), TestPictures.Waves(30, 34, 5));
    }

    private string Relative => Path.GetRelativePath(Environment.CurrentDirectory, PathOf("paintings"));

    [Theory]
    [InlineData("")]
    [InlineData(":2")]
    public void Rerun_FolderGivenByARelativePath_HoldsTheAbsolutePathsOfItsPictures(string weight)
    {
        Paint(Relative + weight);
        RunRecord record = PictureRecord.Read(PathOf("out.png"));
        Assert.Equal(
            [PathOf("paintings/a.png") + weight, PathOf("paintings/b.png") + weight], record.Run.Settings.TextsOf(InputSettings.Painting));
        Assert.Equal([Photo, PathOf("paintings/a.png"), PathOf("paintings/b.png")], record.Run.Inputs.Select(input => input.Path));
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
    }

    [Fact]
    public void Rerun_PictureOfTheFolderChanged_IsRefusedAndAnotherOneDoesNotCount()
    {
        Paint(Relative);
        File.Copy(Photo, PathOf("paintings/c.png"));
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
        File.Move(PathOf("paintings/c.png"), PathOf("paintings/b.png"), overwrite: true);
        Assert.Contains("b.png' has changed since", Refusal());
    }

    /// <summary>Where a run's data lie meanwhile is for the present user to say, not for a picture.</summary>
    [Fact]
    public void Rerun_OfARunWithScratchFiles_TakesTheFolderThatIsTyped()
    {
        Directory.CreateDirectory(PathOf("scratch"));
        Paint(Painting, "--scratch", Path.GetRelativePath(Environment.CurrentDirectory, PathOf("scratch")));
        Assert.False(PictureRecord.Read(PathOf("out.png")).Run.Settings.Has(MachineSettings.Scratch));
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png"), "--scratch", PathOf("scratch")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
        Directory.Delete(PathOf("scratch"));
        (int code, _, string error) = CommandRun.Of("rerun", PathOf("out.png"), "--scratch", PathOf("scratch"));
        Assert.Equal(1, code);
        Assert.Contains("--scratch", error);
    }

    private void Paint(string paintings, params string[] more)
    {
        string[] arguments = ["transfer", Photo, paintings, "-o", PathOf("out.png"), "--size", "32", "-n", "3", "--backend", "simd",
            .. more];
        Assert.Equal(0, CommandRun.Of(arguments).Code);
    }

    private string Refusal()
    {
        (int code, _, string error) = CommandRun.Of("rerun", PathOf("out.png"));
        Assert.Equal(1, code);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
