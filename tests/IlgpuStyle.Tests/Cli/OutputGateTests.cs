using System.Diagnostics;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Tests.Cli.Runs;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;
using ImageMagick;

namespace IlgpuStyle.Tests.Cli;

/// <summary>No command writes over what it reads, over a file of another kind, or two files onto one name.</summary>
[Collection("console")]
public sealed class OutputGateTests : RunFixture
{
    [Theory]
    [InlineData("transfer {photo} {painting} -o {photo} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting}:2 -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {folder} -o {painting} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {link} --size 32 -n 1")]
    [InlineData("transfer {photo} {painting} -o {new} --init {photo} --checkpoint {photo} --size 32 -n 1")]
    [InlineData("texture {photo} -o {photo} --size 32 -n 1")]
    [InlineData("reconstruct {photo} -o {photo} --layer conv1_1 --size 32 -n 1")]
    [InlineData("sheet {painting} {photo} -o {photo}")]
    public void AnyCommand_OutputIsAnInput_IsRefusedAndNothingIsLost(string line)
    {
        string link = PathOf("link.png"), written = PathOf("new.png");
        File.CreateSymbolicLink(link, Photo);
        byte[] photo = File.ReadAllBytes(Photo), painting = File.ReadAllBytes(Painting);
        string filled = line.Replace("{photo}", Photo).Replace("{painting}", Painting).Replace("{link}", link).Replace("{new}", written)
            .Replace("{folder}", Path.GetDirectoryName(Painting));
        (int code, _, string error) = CommandRun.Of(filled.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains("is an input of this run and would be lost", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(photo, File.ReadAllBytes(Photo));
        Assert.Equal(painting, File.ReadAllBytes(Painting));
        Assert.False(File.Exists(written));
    }

    [Theory]
    [InlineData("transfer {photo} {painting} -o {folder}/loop/photo.png --size 32 -n 1", "photo.png", "is an input of this run")]
    [InlineData("transfer {photo} {painting} -o {folder}/new.png --size 32 -n 1", "new.png.lock", "not of this program's making")]
    [InlineData("transfer {photo} {painting} -o {folder}/new.png --run {folder}/run --size 32 -n 1", "run/log.jsonl", "as the log")]
    [InlineData("transfer {photo} {painting} -o {folder}/new.png --run {folder}/run --size 32 -n 1", "run/report.html", "as the report")]
    [InlineData("transfer {photo} {painting} -o {folder}/new.png --run {folder}/run --size 32 -n 1", "run/run.lock", "not of this")]
    [InlineData("sheet {photo} {painting} -o {folder}/notes.png", "notes.png", "as a picture")]
    [InlineData("inspect {photo} -o {folder} --size 32 --layers conv1_1", "grams.png", "as a picture")]
    [InlineData("weights convert {weights} {folder}/w.safetensors", "w.safetensors", "as weights")]
    [InlineData("transfer {photo} {painting} -o {folder}/other.png --size 32 -n 1", "other.png", "as the result")]
    [InlineData("transfer {photo} {painting} -o {folder}/new.png --checkpoint {folder}/other.png", "other.png", "as the checkpoint")]
    [InlineData("texture {photo} -o {folder}/other.png --size 32 -n 1", "other.png", "as the result")]
    [InlineData("sheet {photo} -o {folder}/other.png", "other.png", "as a picture")]
    [InlineData("inspect {photo} -o {folder}/sheets --size 32 --layers conv1_1", "sheets/conv1_1.png", "as a picture")]
    [InlineData("weights convert {weights} {folder}/plain.safetensors", "plain.safetensors", "as weights")]
    [InlineData("batch --content {photo} --style {painting} -o {folder}/b", "b/contact-sheet.png", "as a picture")]
    [InlineData("batch --content {photo} --style {painting} -o {folder}/b", "b/results.jsonl", "as the results")]
    [InlineData("weights normalize compact {folder}/w.safetensors --images {photo}", "w.safetensors", "as weights")]
    public void AnyCommand_AFileOfTheUsersIsInTheWay_KeepsIt(string line, string name, string expected)
    {
        Directory.CreateSymbolicLink(PathOf("loop"), Folder);
        string mine = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(mine)!);
        // A picture of somebody else's, safetensors of another tool, text.
        if (name.EndsWith(".png", StringComparison.Ordinal) && name is not "notes.png")
            ImageFile.Write(mine, TestPictures.Waves(9, 8, 3));
        else if (name == "plain.safetensors")
            SafetensorsWriter.Write(mine, new Dictionary<string, string>(), [new("a", [1], [1])]);
        else
            File.WriteAllText(mine, "mine\n");
        byte[] before = File.ReadAllBytes(mine);
        string filled = line.Replace("{photo}", Photo).Replace("{painting}", Painting).Replace("{folder}", Folder)
            .Replace("{weights}", IlgpuStyle.Tests.Weights.FixtureNetwork.File("keras3.weights.h5"));
        (int code, _, string error) = CommandRun.Of([.. filled.Split(' ')]);
        Assert.Equal((1, 1), (code, error.TrimEnd().Split('\n').Length));
        Assert.Contains(expected, error);
        Assert.Equal(before, File.ReadAllBytes(mine));
    }

    [Fact]
    public void Batch_OutputIsAnInputOfAnotherJob_IsRefused_UnlessTheProgramMadeIt()
    {
        byte[] painting = File.ReadAllBytes(Painting);
        string jobs = PathOf("jobs.jsonl"), made = PathOf("made.png");
        void Write(string first, string second) => File.WriteAllText(jobs, $$"""
            {"photo": "{{Photo}}", "painting": "{{Photo}}", "output": "{{first}}"}
            {"photo": "{{Photo}}", "painting": "{{second}}", "output": "{{PathOf("last.png")}}"}
            """);
        string[] command = ["batch", jobs, "--size", "32", "-n", "1", "--scales", "1", "--backend", "simd"];
        Write(Painting, Painting);
        (int code, _, string error) = CommandRun.Of(command);
        Assert.Equal(1, code);
        Assert.Contains("which is an input of the batch and would be lost", error);
        Assert.Equal(painting, File.ReadAllBytes(Painting));

        // What one job makes the next may read, also when it is there from the last time.
        Write(made, made);
        Assert.Equal(0, CommandRun.Of(command).Code);
        Assert.Equal(0, CommandRun.Of(command).Code);
    }

    [Fact]
    public void Convert_OntoItself_IsRefused()
    {
        string weights = PathOf("weights.safetensors");
        Assert.Equal(0, CommandRun.Of("weights", "normalize", "compact", weights, "--images", Photo, "--backend", "simd").Code);
        byte[] before = File.ReadAllBytes(weights);
        Assert.Contains("would be lost", CommandRun.Of("weights", "convert", weights, weights).Error);
        Assert.Contains("would be lost", CommandRun.Of("weights", "normalize", weights, weights, "--images", Photo, "--backend", "simd")
            .Error);
        Assert.Equal(before, File.ReadAllBytes(weights));
    }

    [Theory]
    [InlineData("-o {new} --checkpoint {notes}", "istyle did not make it as the checkpoint: it is kept")]
    [InlineData("-o {new} --checkpoint {new}", "would be the result and the checkpoint")]
    [InlineData("-o {other}", "istyle did not make it as the result: it is kept")]
    [InlineData("-o {notes}", "cannot write picture")]
    [InlineData("-o {fakePng}", "istyle did not make it as the result: it is kept")]
    [InlineData("-o {new} --save-every 1 --save-as {folder}/photo{iteration}.png", "could be written over '")]
    public void Transfer_OutputWouldCostAFile_IsRefusedAndNothingIsLost(string line, string expected)
    {
        string[] kept = [PathOf("notes.txt"), PathOf("fake.png"), PathOf("photo7.png")];
        foreach (string path in kept)
            File.WriteAllText(path, "mine");
        File.Copy(Photo, PathOf("other.png"));
        string filled = line.Replace("{notes}", kept[0]).Replace("{fakePng}", kept[1]).Replace("{new}", PathOf("new.png"))
            .Replace("{other}", PathOf("other.png")).Replace("{folder}", Folder);
        (int code, _, string error) = CommandRun.Of(
            ["transfer", line.Contains("save-as") ? kept[2] : Photo, Painting, .. filled.Split(' '), "--size", "32", "-n", "1", "--backend",
                "simd"]);
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.All(kept, path => Assert.Equal("mine", File.ReadAllText(path)));
        Assert.Equal(File.ReadAllBytes(Photo), File.ReadAllBytes(PathOf("other.png")));
    }

    [Fact]
    public void Snapshots_OverAFileThatIsNoPicture_KeepIt()
    {
        File.WriteAllText(PathOf("out-0001.png"), "mine");
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments("out.png", "--save-every", "1")]);
        Assert.Equal(0, code);
        Assert.Contains("istyle did not make it as a snapshot: it is kept", error);
        Assert.Equal("mine", File.ReadAllText(PathOf("out-0001.png")));
    }

    [Fact]
    public void Snapshots_OverAResult_KeepIt()
    {
        Transfer("out-0001.png");
        byte[] result = File.ReadAllBytes(PathOf("out-0001.png"));
        Assert.Contains("did not make it as a snapshot", CommandRun.Of(["transfer", .. Arguments("out.png", "--save-every", "1")]).Error);
        Assert.Equal(result, File.ReadAllBytes(PathOf("out-0001.png")));
        // Its own of the last time are replaced.
        Transfer("other.png", "--save-every", "1");
        Transfer("other.png", "--save-every", "1");
    }

    [Theory]
    [InlineData("out.png")]
    [InlineData("out.jpg")]
    public void Transfer_AnotherProgramChangedThePicture_KeepsIt(string name)
    {
        Transfer(name, "--no-record");
        Transfer(name, "--no-record");
        using (MagickImage image = new(PathOf(name)))
        {
            image.Negate();
            File.WriteAllBytes(PathOf(name), image.ToByteArray(image.Format));
        }

        byte[] retouched = File.ReadAllBytes(PathOf(name));
        (int code, _, string error) = CommandRun.Of(["transfer", .. Arguments(name)]);
        Assert.Equal(1, code);
        Assert.Contains("another program has changed it since istyle made it", Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Equal(retouched, File.ReadAllBytes(PathOf(name)));
    }

    [Fact]
    public void Transfer_AFileComesUnderItsNameMeanwhile_KeepsBoth()
    {
        string output = PathOf("out.png");
        InputException lost = Assert.Throws<InputException>(
            () => Stopped(new Intruder(output), "out.png", "--run", PathOf("run"), "--checkpoint-every", "2"));
        Assert.Contains("istyle did not make it as a picture", lost.Message);
        Assert.Equal("mine", File.ReadAllText(output));
        string saved = lost.Message.Split('\'')[^2];
        Assert.Equal(32, ImageFile.Read(saved).Width);
        File.Delete(saved);
        // What else there is of the run is where it belongs, and the picture can be made again.
        Assert.True(OutputGate.IsReport(PathOf("run/report.html")));
        Assert.Equal(saved, Assert.IsType<EndRecord>(RunLog.Read(PathOf("run/log.jsonl"))[^1]).Output);
        Assert.True(File.Exists(PathOf("run/run.checkpoint")));
    }

    [Fact]
    public void Transfer_AReportComesUnderItsNameMeanwhile_KeepsBoth()
    {
        string report = PathOf("run/report.html");
        InputException lost = Assert.Throws<InputException>(
            () => Stopped(new Intruder(report), "out.png", "--run", PathOf("run")));
        Assert.Contains("istyle did not make it as the report", lost.Message);
        Assert.Equal("mine", File.ReadAllText(report));
        string saved = lost.Message.Split('\'')[^2];
        Assert.True(OutputGate.IsReport(saved));
        File.Delete(saved);
        Assert.True(File.Exists(PathOf("out.png")));
    }

    [Theory]
    [InlineData("out.png.checkpoint")]
    [InlineData("run/log.jsonl")]
    public void Transfer_AFileComesUnderTheCheckpointsOrTheLogsName_KeepsIt(string name)
    {
        string[] more = name == "run/log.jsonl" ? ["--run", PathOf("run")] : ["--checkpoint-every", "2"];
        Stopped(new Intruder(PathOf(name)), "out.png", more);
        Assert.Equal("mine", File.ReadAllText(PathOf(name)));
    }

    /// <summary>Puts a file of the user's where the run will write its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isFirst">Whether before the first frame of a film, and not after every step.</param>
    internal sealed class Intruder(string path, bool isFirst = false) : IRunObserver
    {
        public void Begin(RunDescription run)
        {
            if (isFirst)
                File.WriteAllText(path, "mine");
        }

        public void Show(TransferProgress progress)
        {
            if (!isFirst)
                File.WriteAllText(path, "mine");
        }
    }

    [SkippableFact]
    public void Film_ThatAnotherRunMakes_IsRefused()
    {
        Skip.If(!VideoWriter.IsAvailable, "ffmpeg is not installed");
        using (new RunLock(PathOf("film.gif")))
            Assert.Contains("another run is making", CommandRun.Of(
                ["transfer", .. Arguments("out.png", "--video", PathOf("film.gif"))]).Error);
        // Known again by its end, and by that alone.
        Transfer("out.png", "--video", PathOf("film.gif"));
        Transfer("out.png", "--video", PathOf("film.gif"));
        File.AppendAllText(PathOf("film.gif"), "x");
        Assert.Contains("istyle did not make it as the film", CommandRun.Of(
            ["transfer", .. Arguments("out.png", "--video", PathOf("film.gif"))]).Error);
    }

    [Fact]
    public void Batch_PictureHasTheSheetsName_IsRefused()
    {
        string jobs = PathOf("jobs.jsonl");
        File.WriteAllText(jobs, $$"""{"photo": "{{Photo}}", "painting": "{{Painting}}", "output": "contact-sheet.png"}""");
        Assert.Contains("and its contact sheet: one would be lost", CommandRun.Of(
            ["batch", jobs, "-o", PathOf("b"), "--size", "32", "-n", "1", "--backend", "simd"]).Error);
    }

    [Fact]
    public void Resume_CheckpointOfAStranger_NamesNoPlaceOfItsOwn()
    {
        Stopped(new StopAfter(3), "out.png");
        string place = PathOf("out.png.checkpoint"), mine = PathOf("mine.png");
        byte[] picture = File.ReadAllBytes(PathOf("out.png"));
        // The same file from another user: the signature is not this one's.
        byte[] bytes = File.ReadAllBytes(place);
        int signature = bytes.AsSpan().IndexOf("record.signature\":\""u8) + "record.signature\":\"".Length;
        bytes[signature] = (byte)(bytes[signature] == '0' ? '1' : '0');
        File.WriteAllBytes(PathOf("theirs.checkpoint"), Sealed(bytes));
        (int code, _, string error) = CommandRun.Of("resume", PathOf("theirs.checkpoint"));
        Assert.Equal(1, code);
        Assert.Contains("say it with -o FILE", error);
        Assert.Equal(picture, File.ReadAllBytes(PathOf("out.png")));
        Assert.Equal(0, CommandRun.Of("resume", PathOf("theirs.checkpoint"), "-o", mine).Code);
        Assert.Equal(picture, File.ReadAllBytes(PathOf("out.png")));
        Assert.Equal(0, CommandRun.Of("resume", place).Code);
        Assert.Equal(File.ReadAllBytes(PathOf("out.png")), File.ReadAllBytes(mine));
        Assert.False(File.Exists(PathOf("theirs.checkpoint")));
    }

    [Fact]
    public void Transfer_AfterAKilledWriter_RemovesItsTemporaryFileAndNoOther()
    {
        string left = PathOf($".out.png.{Guid.NewGuid():N}.tmp"), other = PathOf($".another.png.{Guid.NewGuid():N}.tmp");
        File.WriteAllText(left, "half");
        File.WriteAllText(other, "half");
        Transfer("out.png");
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
    }

    [Theory]
    [InlineData("/dev/full", "-o")]
    [InlineData("/dev/null", "")]
    [InlineData("", "-o")]
    public void Transfer_OutputLeadsToADeviceOrPipe_IsRefused(string device, string option)
    {
        string pipe = PathOf("pipe.png"), link = PathOf("link.png");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        File.CreateSymbolicLink(link, device.Length > 0 ? device : pipe);
        string[] output = option.Length > 0 ? [option, link] : [link];
        (int code, _, string error) = CommandRun.Of(["transfer", Photo, Painting, .. output, "--size", "32", "-n", "1"]);
        Assert.Equal(1, code);
        Assert.Contains(option.Length > 0 ? "is a device or pipe; expected the name of a file" : "istyle did not make it", error);
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    // Opening a pipe that nobody writes to waits for ever.
    [Theory]
    [InlineData("weights convert {pipe} {new}")]
    [InlineData("show {pipe}")]
    [InlineData("resume {pipe}")]
    [InlineData("rerun {pipe}")]
    [InlineData("plan {pipe} {photo}")]
    [InlineData("plan {photo} {photo} --content-mask {pipe}")]
    [InlineData("plan {photo} {photo} --config {pipe}")]
    [InlineData("batch {pipe}")]
    public void AnyCommand_InputIsAPipe_EndsInOneLine(string line)
    {
        line = line.Replace("{photo}", Photo);
        string pipe = PathOf("pipe.checkpoint");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        (int code, _, string error) = CommandRun.Of(line.Replace("{pipe}", pipe).Replace("{new}", PathOf("new.safetensors")).Split(' '));
        Assert.Equal((1, 1), (code, error.TrimEnd().Split('\n').Length));
        Assert.Contains("or a device or pipe", error);
    }

    [Theory]
    [InlineData("/dev/zero", "it is empty, or a device", "it is empty, or a device")]
    [InlineData("/dev/fd/0", "input: /dev/fd/0, sha256", "was made from '/dev/fd/0', which a shell had opened")]
    [InlineData("http://127.0.0.1:1/x.png", "input: http://127.0.0.1:1/x.png, sha256", "which is fetched for nobody's word but yours")]
    [InlineData("/missing/x.png", "; it is missing", "there is no such file")]
    public void Rerun_RecordNamesWhatIsNoFile_IsRefused_AndShowPrintsIt(string other, string shown, string refused)
    {
        Transfer("out.png");
        RgbImage picture = ImageFile.Read(PathOf("out.png"));
        KeyValuePair<string, string>[] texts = [.. ImageFile.ReadTexts(PathOf("out.png"))
            .Select(text => KeyValuePair.Create(text.Key, text.Value.Replace(Painting, other)))];
        ImageFile.Write(PathOf("strange.png"), picture, new PictureWriting { Texts = texts });
        Assert.Contains(shown, CommandRun.Of("show", PathOf("strange.png")).Output);
        Assert.Contains(refused, CommandRun.Of("rerun", PathOf("strange.png")).Error);
    }

    // Process substitution and standard input are streams that a shell has opened: they end.
    [Fact]
    public void Transfer_InputIsWhatAShellHasOpened_IsThePictureOfTheFile()
    {
        Transfer("file.png");
        string istyle = Path.Combine(AppContext.BaseDirectory, "istyle.dll");
        string options = $"'{Painting}' -o '{PathOf("stream.png")}' --size 32 -n 6 --backend simd --progress none --weights compact";
        using Process shell = Process.Start("bash", ["-c", $"dotnet '{istyle}' transfer <(cat '{Photo}') {options}"]);
        shell.WaitForExit();
        Assert.Equal(ImageFile.Read(PathOf("file.png")).Data, ImageFile.Read(PathOf("stream.png")).Data);
    }
}
