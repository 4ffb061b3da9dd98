using System.Diagnostics;
using IlgpuStyle.Runs.Kept;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Films of runs. Skipped with a reason where ffmpeg is missing; that it is missed is tested everywhere.</summary>
[Collection("console")]
public sealed class VideoTests : RunFixture
{
    [SkippableTheory]
    [InlineData("film.mp4")]
    [InlineData("film.gif")]
    public void Video_Run_HasAFrameForEveryStep(string name)
    {
        Skip.If(Ffprobe("-version") is null, "ffmpeg is not installed");
        Assert.Contains("film", Transfer("out.png", "--video", PathOf(name)));
        string answer = Ffprobe(
            "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=width,height,nb_read_frames", "-of", "csv=p=0",
                PathOf(name))!;
        Assert.Equal("32,24,6", answer.Trim().TrimEnd(','));
        Assert.Empty(Directory.GetFiles(Folder, ".*"));
    }

    [SkippableFact]
    public void Video_Resumed_KeepsTheEarlierFilm()
    {
        Skip.If(Ffprobe("-version") is null, "ffmpeg is not installed");
        Stopped(new StopAfter(2), "out.png", "--video", PathOf("film.gif"));
        byte[] film = File.ReadAllBytes(PathOf("film.gif"));
        Assert.Equal(0, CommandRun.Of("resume", PathOf("out.png")).Code);
        Assert.Equal(film, File.ReadAllBytes(PathOf("film.gif")));
        Assert.True(File.Exists(PathOf("film-from-0002.gif")));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Video_AFileComesUnderItsNameMeanwhile_KeepsBoth(bool isFirst)
    {
        Skip.If(!VideoWriter.IsAvailable, "ffmpeg is not installed");
        string film = PathOf("film.mp4"), guessed = PathOf(".film.mp4.tmp.mp4");
        File.WriteAllText(guessed, "mine");
        InputException lost = Assert.Throws<InputException>(
            () => Stopped(new OutputGateTests.Intruder(film, isFirst), "out.png", "--video", film));
        Assert.Contains("istyle did not make it as a film", lost.Message);
        Assert.Equal(("mine", "mine"), (File.ReadAllText(film), File.ReadAllText(guessed)));
        string saved = lost.Message.Split('\'')[^2];
        Assert.True(VideoWriter.IsOne(saved));
        File.Delete(saved);
        Assert.Equal([guessed], Directory.GetFiles(Folder, ".*"));
        Assert.True(File.Exists(PathOf("out.png")));
    }

    [Theory]
    [InlineData("film.avi", ".mp4 or .gif")]
    [InlineData("none/film.mp4", "folder")]
    public void Video_BadName_IsOneLine(string name, string word)
    {
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", "--video", PathOf(name))]);
        Assert.Equal(1, code);
        Assert.Contains(word, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Video_WithoutFfmpeg_SaysWhatToInstall()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", Folder);
            (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", "--video", PathOf("film.mp4"))]);
            Assert.Equal(1, code);
            Assert.Contains("ffmpeg", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    private static string? Ffprobe(params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new("ffprobe") { RedirectStandardOutput = true };
            foreach (string argument in arguments)
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
