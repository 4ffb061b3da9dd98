using System.Buffers.Binary;
using System.Text.RegularExpressions;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.State;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Interrupted runs, continued by the program.</summary>
[Collection("console")]
public sealed class ResumeCommandTests : RunFixture
{
    [Fact]
    public void Resume_InterruptedRun_WritesTheSameFileAndRemovesTheCheckpoint()
    {
        Transfer("whole.png");
        Assert.Equal(TransferEnding.Interrupted, Stopped(new StopAfter(3), "out.png").Ending);
        Assert.True(File.Exists(PathOf("out.png")));
        Assert.True(File.Exists(PathOf("out.png.checkpoint")));
        (int code, string text, string error) = CommandRun.Of("resume", PathOf("out.png"));
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("resumed after 3 steps", text);
        Assert.Equal(File.ReadAllBytes(PathOf("whole.png")), File.ReadAllBytes(PathOf("out.png")));
        Assert.False(File.Exists(PathOf("out.png.checkpoint")));
    }

    [Fact]
    public void Resume_ChangedWeights_AreKeptAndRecorded()
    {
        Stopped(new StopAfter(5, (2, new WeightChange(Style: 30))), "out.png");
        Assert.Equal(0, CommandRun.Of("resume", PathOf("out.png")).Code);
        Assert.Contains("changed after 2 steps: style weight 30", CommandRun.Of("show", PathOf("out.png")).Output);
        Assert.Equal(0, CommandRun.Of("rerun", PathOf("out.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(PathOf("out-rerun.png")));
    }

    [Fact]
    public void Resume_OwnCheckpointPlace_IsFoundByFileAndByFolder()
    {
        Stopped(new StopAfter(3), "a.png", "--checkpoint", PathOf("mine"));
        Assert.False(File.Exists(PathOf("a.png.checkpoint")));
        Assert.Equal(0, CommandRun.Of("resume", PathOf("mine")).Code);
        Stopped(new StopAfter(3), "b.png", "--run", PathOf("run"));
        Assert.Contains("after 3 steps of stage 1", CommandRun.Of("show", PathOf("run")).Output);
        Assert.Equal(0, CommandRun.Of("resume", PathOf("run")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("a.png")), File.ReadAllBytes(PathOf("b.png")));
    }

    [Fact]
    public void Resume_CopyOfACheckpoint_LeavesTheOriginal()
    {
        Stopped(new StopAfter(3), "out.png", "--checkpoint", PathOf("mine"));
        byte[] original = File.ReadAllBytes(PathOf("mine"));
        File.Copy(PathOf("mine"), PathOf("copy"));
        Assert.Contains("after 3 steps of stage 1", CommandRun.Of("show", PathOf("copy")).Output);
        Assert.Equal(0, CommandRun.Of("resume", PathOf("copy")).Code);
        Assert.False(File.Exists(PathOf("copy")));
        Assert.Equal(original, File.ReadAllBytes(PathOf("mine")));
    }

    [Fact]
    public void Resume_PictureOfARunWithAFolder_FindsIt()
    {
        Transfer("whole.png");
        Stopped(new StopAfter(3), "out.png", "--run", PathOf("another"));
        Assert.Equal(0, CommandRun.Of("resume", PathOf("another")).Code);
        Stopped(new StopAfter(3), "mine.png", "--run", PathOf("run"));
        Assert.Contains("holds no unfinished run", Refusal("resume", PathOf("out.png")));
        Assert.Equal(0, CommandRun.Of("resume", PathOf("mine.png")).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("whole.png")), File.ReadAllBytes(PathOf("mine.png")));
    }

    [Fact]
    public void Resume_InputChanged_IsRefusedAndNothingIsLost()
    {
        Stopped(new StopAfter(3), "out.png");
        byte[] picture = File.ReadAllBytes(PathOf("out.png")), checkpoint = File.ReadAllBytes(PathOf("out.png.checkpoint"));
        File.Copy(Painting, Photo, overwrite: true);
        Assert.Contains("photo.png' has changed", Refusal("resume", PathOf("out.png")));
        Assert.Equal(picture, File.ReadAllBytes(PathOf("out.png")));
        Assert.Equal(checkpoint, File.ReadAllBytes(PathOf("out.png.checkpoint")));
        File.Delete(Photo);
        Assert.Contains("photo.png", Refusal("resume", PathOf("out.png")));
        Assert.Equal(checkpoint, File.ReadAllBytes(PathOf("out.png.checkpoint")));
    }

    [Fact]
    public void Batch_InterruptedPicture_GoesOnFromItsCheckpoint()
    {
        Transfer("whole.png");
        Stopped(new StopAfter(3), "out.png");
        string jobs = PathOf("jobs.jsonl");
        File.WriteAllText(jobs, $$"""{"photo": "{{Photo}}", "painting": "{{Painting}}", "output": "{{PathOf(
            "out.png")}}", "size": 32, "iterations": 6}""");
        (int code, string text, string error) = CommandRun.Of("batch", jobs, "--backend", "simd");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("1 made", text);
        Assert.Equal(ImageFile.Read(PathOf("whole.png")).Data, ImageFile.Read(PathOf("out.png")).Data);
        Assert.False(File.Exists(PathOf("out.png.checkpoint")));
        Assert.Contains("1 there already", CommandRun.Of("batch", jobs, "--backend", "simd").Output);
    }

    [Fact]
    public void AnyRun_OverACheckpoint_SaysOnceWhatBecomesOfIt()
    {
        string checkpoint = PathOf("out.png.checkpoint"), jobs = PathOf("jobs.jsonl");
        Stopped(new StopAfter(3), "out.png");
        byte[] whole = File.ReadAllBytes(checkpoint);
        Assert.Contains(
            "holds an unfinished run, which this one will replace",
            Assert.Single(CommandRun.Of(["transfer", .. Arguments("out.png")]).Error.TrimEnd().Split('\n')));
        File.Delete(PathOf("out.png"));
        File.WriteAllBytes(checkpoint, whole[..^100]);
        File.WriteAllText(jobs, $$"""{"photo": "{{Photo}}", "painting": "{{Painting}}", "output": "{{PathOf(
            "out.png")}}", "size": 32, "iterations": 6}""");
        (int code, string text, string error) = CommandRun.Of("batch", jobs, "--backend", "simd");
        Assert.Contains("the run begins anew: ", Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Equal(0, code);
        Assert.Contains("1 made", text);
    }

    [Theory]
    [InlineData("\"path\":\"{photo}\"", "\"path\":\"\"", "has a file without path")]
    [InlineData("\"path\":\"{photo}\"", "\"path\":\"\\u0000\"", "has a file without path")]
    [InlineData("\"path\":\"{photo}\"", "\"path\":\"{painting}\"", "'inputs' has a file twice")]
    [InlineData("\"sha256\":\"", "\"sha256\":\"abc\",\"more\":\"", "'sha256' of the input '{photo}' is none: expected 64 lower-case")]
    [InlineData("\"weightsSha256\":\"", "\"weightsSha256\":\"0\",\"more\":\"", "'weightsSha256' is none: expected 64 lower-case")]
    [InlineData("\"ending\":\"finished\"", "\"ending\":99", "what stands at '$.result.ending' is not expected there")]
    [InlineData("\"evaluations\":", "\"evaluations\":1e99,\"more\":", "what stands at '$.result.evaluations' is not expected there")]
    [InlineData("\"changes\":[]", "\"changes\":[{\"step\":1,\"name\":\"a\",\"value\":2}]", "a change of weights under 'changes' lacks")]
    [InlineData("\"changes\":[]", "\"changes\":null", "'changes' is null")]
    [InlineData("\"kind\":\"transfer\"", "\"kind\":7", "a value is of another type than expected")]
    public void Show_DamagedRecord_IsRefusedInOneLine(string sound, string wrong, string expected)
    {
        Transfer("out.png");
        string record = ImageFile.ReadTexts(PathOf("out.png")).Last(text => text.Key == RunRecord.Key).Value;
        string Filled(string text) => text.Replace("{photo}", Photo, StringComparison.Ordinal)
            .Replace("{painting}", Painting, StringComparison.Ordinal);
        string damaged = record.Replace(Filled(sound), Filled(wrong), StringComparison.Ordinal);
        Assert.NotEqual(record, damaged);
        ImageFile.Write(PathOf("damaged.png"), TestPictures.Waves(4, 4, 1), new PictureWriting { Texts = [new(RunRecord.Key, damaged)] });
        (int code, _, string error) = CommandRun.Of("show", PathOf("damaged.png"));
        Assert.Equal(1, code);
        Assert.Contains(Filled(expected), Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void Rerun_SettingWithAFileThatTheInputsLack_IsRefused()
    {
        string other = PathOf("other.png");
        File.Copy(Photo, other);
        Transfer("out.png");
        string record = ImageFile.ReadTexts(PathOf("out.png")).Last(text => text.Key == RunRecord.Key).Value;
        string edited = record.Replace("\"settings\":{", $"\"settings\":{{\"pin\":\"{other}\",", StringComparison.Ordinal);
        Assert.NotEqual(record, edited);
        ImageFile.Write(PathOf("edited.png"), TestPictures.Waves(4, 4, 1), new PictureWriting { Texts = [new(RunRecord.Key, edited)] });
        Assert.Contains("its settings name", Refusal("rerun", PathOf("edited.png"), "-o", PathOf("new.png")));
    }

    [Fact]
    public void Find_CheckpointOfAnotherRun_IsNotTaken()
    {
        Stopped(new StopAfter(3), "out.png");
        using Checkpoint checkpoint = Checkpoint.Open(PathOf("out.png.checkpoint"));
        RunRecord record = RunRecord.Parse(checkpoint.Record[RunRecord.Key], "test");
        List<string> notes = [];
        using (Checkpoint? same = RunStart.Find(PathOf("out.png.checkpoint"), record, notes.Add, out RunStart? start))
        {
            Assert.NotNull(same);
            Assert.NotNull(start!.State);
        }

        Assert.Empty(notes);

        Assert.Null(RunStart.Find(PathOf("out.png.checkpoint"), record with { Run = record.Run with { WeightsSha256 = "0" } },
            notes.Add, out RunStart? other));
        Assert.Null(other);
        Assert.Contains("of a run with other settings; this one begins anew", Assert.Single(notes));
        Assert.Null(RunStart.Find(Photo, record, notes.Add, out _));
        Assert.StartsWith("note: the run begins anew: ", notes[1]);
        Assert.Null(RunStart.Find(PathOf("none.checkpoint"), record, notes.Add, out _));
        Assert.Equal(2, notes.Count);

        // What is cut off is still this program's, and may be replaced.
        string cut = PathOf("cut.checkpoint");
        File.WriteAllBytes(cut, File.ReadAllBytes(PathOf("out.png.checkpoint"))[..^100]);
        Assert.True(Checkpoint.IsOne(cut));
        Assert.Null(RunStart.Find(cut, record, notes.Add, out _));
        Assert.Contains("truncated", notes[2]);
        Assert.False(Checkpoint.IsOne(Photo));
    }

    [Fact]
    public void Resume_InputChangedButForced_GoesOn()
    {
        Stopped(new StopAfter(3), "out.png");
        File.AppendAllText(Painting, " ");
        Assert.Equal(1, CommandRun.Of("resume", PathOf("out.png")).Code);
        Assert.Equal(0, CommandRun.Of("resume", PathOf("out.png"), "--force").Code);
    }

    [Fact]
    public void Resume_CheckpointOfAnotherProgram_IsRefused()
    {
        Stopped(new StopAfter(3), "out.png");
        string path = PathOf("out.png.checkpoint");
        Replace(path, "program", '9');
        // What is signed covers the record: this one is nobody's word now.
        Assert.Contains("is of another user or machine", Refusal("resume", path));
        Assert.Contains("made by istyle 9", Refusal("resume", path, "-o", PathOf("out.png")));
    }

    [Fact]
    public void Resume_CheckpointOfAnotherBuild_GoesOnAndSaysSo()
    {
        Assert.Matches("^[0-9a-f]{12}$", ProgramBuild.Id);
        Stopped(new StopAfter(3), "out.png");
        Replace(PathOf("out.png.checkpoint"), "build", 'x');
        (int code, _, string error) = CommandRun.Of("resume", PathOf("out.png"), "-o", PathOf("out.png"));
        Assert.Equal(0, code);
        Assert.Contains($"another build of istyle 0.1.0 (x{ProgramBuild.Id[1..]}, this is {ProgramBuild.Id})", error);
        Assert.Contains($", build {ProgramBuild.Id}, on", CommandRun.Of("show", PathOf("out.png")).Output);
    }

    /// <summary>Puts another first character into a text of the checkpoint's record.</summary>
    private static void Replace(string path, string key, char first)
    {
        string start = $"\\\"{key}\\\":\\\"";
        int at = File.ReadAllText(path, System.Text.Encoding.Latin1).IndexOf(start, StringComparison.Ordinal);
        Assert.True(at > 0);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at + start.Length] = (byte)first;
        File.WriteAllBytes(path, Sealed(bytes));
    }

    [Fact]
    public void Resume_NoUsableCheckpoint_SaysWhyInOneLine()
    {
        Transfer("out.png");
        Assert.Contains("no unfinished run", Refusal("resume", PathOf("out.png")));
        Assert.Contains("no unfinished run", Refusal("resume", Folder));
        Assert.Contains("safetensors", Refusal("resume", Photo[..^4] + ".png.checkpoint", Write("photo.png.checkpoint", [1, 2, 3])));
        SafetensorsWriter.Write(PathOf("weights"), new Dictionary<string, string>(), []);
        Assert.Contains("is no checkpoint", Refusal("resume", PathOf("weights")));
        SafetensorsWriter.Write(PathOf("later"), new Dictionary<string, string> { ["istyle-checkpoint"] = "6" }, []);
        Assert.Contains("format version 6", Refusal("resume", PathOf("later")));
        Stopped(new StopAfter(3), "cut.png");
        File.WriteAllBytes(PathOf("cut"), File.ReadAllBytes(PathOf("cut.png.checkpoint"))[..^100]);
        Assert.Contains("truncated", Refusal("resume", PathOf("cut")));
        Assert.Equal(5, Checkpoint.FormatVersion);
    }

    [Fact]
    public void Resume_OneOtherBit_IsRefusedAndNothingIsLost()
    {
        Stopped(new StopAfter(3), "out.png");
        string path = PathOf("out.png.checkpoint");
        byte[] picture = File.ReadAllBytes(PathOf("out.png")), sound = File.ReadAllBytes(path);
        Assert.Equal(sound, Sealed(sound));
        // In the seal, in a vector, and in a number of the header.
        int state = sound.AsSpan().IndexOf("\"state."u8), number = state + sound.AsSpan(state).IndexOfAnyInRange((byte)'2', (byte)'9');
        foreach (int at in new[] { sound.Length - 1, sound.Length / 2, number })
        {
            byte[] flipped = [.. sound];
            flipped[at] ^= 1;
            File.WriteAllBytes(path, flipped);
            Assert.Contains("is damaged", Refusal("resume", PathOf("out.png")));
            Assert.Contains("is damaged", Refusal("show", path));
            Assert.Equal(flipped, File.ReadAllBytes(path));
            Assert.Equal(picture, File.ReadAllBytes(PathOf("out.png")));
        }
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    public void Resume_TimeThatNoRunTook_IsRefused(string ticks)
    {
        Stopped(new StopAfter(3), "out.png");
        byte[] bytes = File.ReadAllBytes(PathOf("out.png.checkpoint"));
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string header = System.Text.Encoding.UTF8.GetString(bytes, 8, length);
        string forged = Regex.Replace(header, "(\"state\\.clock\\.elapsed\":\")[0-9]+", $"${{1}}{ticks}");
        Assert.NotEqual(header, forged);
        File.WriteAllBytes(PathOf("out.png.checkpoint"), Sealed(forged, bytes.AsSpan(8 + length)));
        Assert.Contains("'clock.elapsed' is missing or not what", Refusal("resume", PathOf("out.png")));
    }

    [Fact]
    public void Show_PictureNotYetMade_ShowsItsCheckpoint()
    {
        Stopped(new StopAfter(3), "out.png");
        File.Delete(PathOf("out.png"));
        (int code, string output, _) = CommandRun.Of("show", PathOf("out.png"));
        Assert.Equal(0, code);
        Assert.Contains("unfinished: after", output);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return "";
    }

    private static string Refusal(params string[] arguments)
    {
        (int code, _, string error) = CommandRun.Of([.. arguments.Where(word => word.Length > 0)]);
        Assert.Equal(1, code);
        return Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("show {picture}", "\"size\":")]
    [InlineData("show {picture}", "\"program\":")]
    [InlineData("rerun {picture} -o {new}", "\"size\":")]
    [InlineData("transfer {photo} {painting} -o {new} --config {picture}", "\"size\":")]
    public void Record_AKeyStandsThereTwice_IsOneLine(string line, string twice)
    {
        Transfer("out.png");
        KeyValuePair<string, string>[] texts = [.. ImageFile.ReadTexts(PathOf("out.png"))
            .Select(text => KeyValuePair.Create(text.Key, text.Value.Replace(twice, $"{twice}97,{twice}")))];
        ImageFile.Write(PathOf("twice.png"), ImageFile.Read(PathOf("out.png")), new PictureWriting { Texts = texts });
        string filled = line.Replace("{picture}", PathOf("twice.png")).Replace("{new}", PathOf("new.png"))
            .Replace("{photo}", Photo).Replace("{painting}", Painting);
        (int code, _, string error) = CommandRun.Of(filled.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains("a name is given twice", Assert.Single(error.TrimEnd().Split('\n')));
    }
}
