using System.Diagnostics;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Tests.Cli.Runs;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Two runs of one name, and files of the user's that are called like their locks.</summary>
[Collection("console")]
public sealed class RunLockTests : RunFixture
{
    [Fact]
    public void Lock_ThatIsALink_IsRefused_AndWhatItLeadsToIsKept()
    {
        File.WriteAllText(PathOf("precious"), "1");
        File.CreateSymbolicLink(PathOf("new.png.lock"), PathOf("precious"));
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("new.png")]);
        Assert.Equal(1, code);
        Assert.Contains("not of this program's making", error);
        Assert.Equal("1", File.ReadAllText(PathOf("precious")));
    }

    [Fact]
    public void Run_WhileAnotherHasItsFolderOrCheckpoint_IsRefused()
    {
        using (RunFolder.Hold(PathOf("run")))
        {
            (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", "--run", PathOf("run"))]);
            Assert.Equal(1, code);
            Assert.Contains("another run is making", error);
        }

        using (new RunLock(PathOf("c")))
            Assert.Contains(
                "another run is making", CommandRun.Of(["transfer", .. Arguments("out.png", "--checkpoint", PathOf("c"))]).Error);
    }

    [Theory]
    [InlineData("2026")]
    [InlineData("istyle todo")]
    [InlineData("")]
    public void Lock_ThatNoRunHasLeft_IsKept(string text)
    {
        string mine = PathOf("out.png.lock");
        if (text.Length > 0)
            File.WriteAllText(mine, text);
        else
            Process.Start("mkfifo", [mine]).WaitForExit();
        Assert.Contains("not of this program's making", CommandRun.Of(["transfer", .. Arguments("out.png")]).Error);
        Assert.True(text.Length > 0 ? File.ReadAllText(mine) == text : RegularFile.IsDevice(mine));
    }

    [Fact]
    public void Lock_AFileOfTheUsersTakesItsPlace_IsKept()
    {
        using (new RunLock(PathOf("out.png")))
        {
            File.Delete(PathOf("out.png.lock"));
            File.WriteAllText(PathOf("out.png.lock"), "mine");
        }

        Assert.Equal("mine", File.ReadAllText(PathOf("out.png.lock")));
    }

    [Fact]
    public void Transfer_WhileAnotherRunHasTheName_IsRefused()
    {
        using (new RunLock(PathOf("out.png")))
        {
            (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png")]);
            Assert.Equal(1, code);
            Assert.Contains($"another run is making '{PathOf("out.png")}' (its process number stands in", error);
            Assert.Equal($"istyle {Environment.ProcessId}", Text(PathOf("out.png.lock")));
            Assert.False(File.Exists(PathOf("out.png")));
        }

        // One that a killed run left holds nobody up.
        File.WriteAllText(PathOf("out.png.lock"), "istyle 1");
        Transfer("out.png");
        Assert.False(File.Exists(PathOf("out.png.lock")));
    }

    // As cat shows it: .NET would ask for a lock of its own.
    private static string Text(string path)
    {
        using Process cat = Process.Start(
            new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }
}
