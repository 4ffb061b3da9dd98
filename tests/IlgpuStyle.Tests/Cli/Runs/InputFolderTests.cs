using IlgpuStyle.Cli.Runs;
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
    public void Rerun_FolderGivenByARelativePath_HoldsTheAbsoluteOneAndItsPictures(string weight)
    {
        Paint(Relative + weight);
        RunRecord record = PictureRecord.Read(PathOf("out.png"));
        Assert.Contains(PathOf("paintings") + weight, record.Arguments);
        Assert.Equal([PathOf("paintings/a.png"), PathOf("paintings/b.png"), Photo], record.Inputs.Select(input => input.Path));
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
    }

    [Fact]
    public void Rerun_FolderChanged_IsRefused()
    {
        Paint(Relative);
        File.Copy(Photo, PathOf("paintings/c.png"));
        Assert.Contains("c.png' was not there then", Refusal());
        File.Move(PathOf("paintings/c.png"), PathOf("paintings/b.png"), overwrite: true);
        Assert.Contains("b.png' has changed since", Refusal());
    }

    [Fact]
    public void Rerun_WithScratchFiles_TakesTheSameFolder()
    {
        Directory.CreateDirectory(PathOf("scratch"));
        Paint(Painting, "--scratch", Path.GetRelativePath(Environment.CurrentDirectory, PathOf("scratch")));
        IReadOnlyList<string> arguments = PictureRecord.Read(PathOf("out.png")).Arguments;
        Assert.Equal(PathOf("scratch"), arguments[arguments.ToList().IndexOf("--scratch") + 1]);
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
        Directory.Delete(PathOf("scratch"));
        Assert.Contains("--scratch", Refusal());
    }

    private void Paint(string paintings, params string[] more)
    {
        string[] arguments = ["transfer", Photo, paintings, "-o", PathOf("out.png"), "--size", "32", "-n", "3", "--backend", "simd", .. more];
        Assert.Equal(0, CommandRun.Of(arguments).Code);
    }

    private string Refusal()
    {
        (int code, _, string error) = CommandRun.Of("rerun", PathOf("out.png"));
        Assert.Equal(1, code);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
