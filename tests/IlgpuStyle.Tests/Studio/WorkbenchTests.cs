using System.Text.Json.Nodes;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Studio;

/// <summary>The folder and its queue: painted, interrupted, gone on with, deleted, closed and opened again.</summary>
[Trait("Category", "WholeNetwork")]
[Collection("console")]
public sealed class WorkbenchTests : IDisposable
{
    private readonly WorkbenchScene _scene = new();

    private Workbench Bench => _scene.Bench;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Add_Wish_IsPaintedIntoAnOrdinaryRunFolder()
    {
        RunSummary asked = Bench.Add(_scene.Wish(("preset", "bold")));
        Assert.Equal(("photo-painting", "Photo, painting"), (asked.Id, asked.Title));
        Assert.True(asked.State is RunState.Queued or RunState.Running, $"{asked.State}");
        RunSummary done = await _scene.Until(asked.Id, RunState.Finished);
        Assert.Equal((32, 24), (done.Width, done.Height));
        Assert.Equal(_scene.Photo.Id, done.Photo);
        Assert.Equal(_scene.Painting.Id, Assert.Single(done.Paintings).Picture);
        Assert.Equal("bold", done.Look);
        Assert.Contains("--preset bold", done.Command);
        Assert.True(done is { HasReport: true, CanResume: false, Seconds: > 0 });
        string folder = Path.Combine(_scene.Folder, asked.Id);
        Assert.Equal(new ImageSize(32, 24), ImageFile.Read(Path.Combine(folder, "photo-painting.png")).Size);
        Assert.Contains(RunLog.Read(Path.Combine(folder, RunFolder.LogName)), line =>
            line is EndRecord { Ending: TransferEnding.Finished });
        Assert.Contains(_scene.Told(asked.Id), run => run.State == RunState.Running);
    }

    [Theory]
    [InlineData("tf32", "--tf32: the simd backend has no tensor cores; choose --backend cuda.")]
    [InlineData("autotune", "--autotune: the simd backend has nothing to tune; choose --backend cuda, opencl or ilgpu-cpu.")]
    [InlineData("offload", "--offload: the simd backend works in the host's memory already; leave it out, or take --scratch DIR.")]
    public void Add_WishThatTheDeviceCannotMeet_IsRefusedAtOnce(string setting, string expected)
    {
        Assert.Equal(expected, Assert.Throws<InputException>(() => Bench.Add(_scene.Wish((setting, true)))).Message);
        Assert.Empty(Bench.Runs);
    }

    [Fact]
    public async Task Picture_OfTheStudio_HasTheBitsOfTheCommandLine()
    {
        RunSummary run = Bench.Add(_scene.Wish());
        await _scene.Until(run.Id, RunState.Finished);
        string output = _scene.PathOf("again.png");
        (int code, _, string error) = Tests.Cli.CommandRun.Of("rerun", Bench.Kept(run.Id).Output, "-o", output);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(File.ReadAllBytes(Bench.Kept(run.Id).Output), File.ReadAllBytes(output));
    }

    [Fact]
    public async Task Stop_KeepsPictureAndCheckpoint_AndResumeGoesOn()
    {
        RunSummary whole = Bench.Add(_scene.Wish(("iterations", 300)));
        RunSummary run = Bench.Add(_scene.Wish(("iterations", 300)) with { Title = "again" });
        await _scene.Until(run.Id, now => now.Progress?.Step >= 2);
        Assert.Equal(RunState.Stopping, Bench.Ask(run.Id, live => live.Ask(control => control.Stop())).State);
        RunSummary stopped = await _scene.Until(run.Id, RunState.Stopped);
        Assert.True(stopped is { CanResume: true, IsLeftOver: false, Picture: not null });
        Assert.Contains("can go on", stopped.Message);
        Bench.Resume(run.Id);
        await _scene.Until(run.Id, RunState.Finished);
        Assert.Equal(
            ImageFile.Read(Bench.Kept(whole.Id).Output).Data, ImageFile.Read(Bench.Kept(run.Id).Output).Data);
        Assert.Contains("finished", Assert.Throws<InputException>(() => Bench.Resume(run.Id)).Message);
    }

    [Fact]
    public async Task Close_WhileOnePaintsAndOneWaits_BothAreLeftOver()
    {
        RunSummary first = Bench.Add(_scene.Endless()), second = Bench.Add(_scene.Wish());
        await _scene.Until(first.Id, now => now.Progress is not null);
        Assert.Equal(RunState.Queued, Bench.TryFind(second.Id)!.State);
        _scene.Close();
        _scene.Open();
        Assert.All(Bench.Runs, run => Assert.True(run is { State: RunState.Stopped, IsLeftOver: true, CanResume: true }));
        Bench.Resume(second.Id);
        RunSummary done = await _scene.Until(second.Id, RunState.Finished);
        Assert.False(done.IsLeftOver);
        Bench.Resume(first.Id);
        // It goes on where it was: its steps are counted on.
        int before = Bench.Kept(first.Id).End!.TotalIteration;
        RunSummary going = await _scene.Until(first.Id, now => now.Progress is not null);
        Assert.True(going.Progress!.Step > before);
    }

    [Fact]
    public async Task RunFolder_OfTheCommandLine_IsShownAndGoesOn_AndTheOtherWayRound()
    {
        string folder = Path.Combine(_scene.Folder, "by hand"), output = Path.Combine(folder, "by hand.png");
        (int code, _, string error) = Tests.Cli.CommandRun.Of(
            "transfer", _scene.Photo.Path, _scene.Painting.Path, "-o", _scene.PathOf("o.png"), "--size", "32", "-n", "4", "--backend",
                "simd", "--run", folder);
        Assert.Equal((0, ""), (code, error));
        RunSummary shown = Assert.Single(Bench.Runs);
        Assert.Equal(("by hand", RunState.Finished, _scene.Photo.Id), (shown.Id, shown.State, shown.Photo));

        RunSummary run = Bench.Add(_scene.Wish(("iterations", 300)));
        await _scene.Until(run.Id, now => now.Progress is not null);
        Bench.Ask(run.Id, live => live.Ask(control => control.Stop()));
        await _scene.Until(run.Id, RunState.Stopped);
        (code, _, error) = Tests.Cli.CommandRun.Of("resume", Bench.Kept(run.Id).Folder);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(RunState.Finished, Bench.Runs.Single(shown => shown.Id == run.Id).State);
    }

    [Fact]
    public async Task Folder_Moved_IsStillWhole()
    {
        RunSummary run = Bench.Add(_scene.Endless());
        await _scene.Until(run.Id, now => now.Progress is not null);
        _scene.Close();
        string elsewhere = _scene.PathOf("elsewhere");
        Directory.Move(_scene.Folder, elsewhere);
        using Workbench bench = new(elsewhere, new(IlgpuStyle.Runs.Settings.RunKind.Transfer), []);
        RunSummary moved = Assert.Single(bench.Runs);
        Assert.True(moved is { State: RunState.Stopped, Picture: not null, CanResume: true });
        Assert.StartsWith(elsewhere, bench.Kept(run.Id).Output);
    }

    [Fact]
    public async Task Delete_AndRestore_LosesNothing()
    {
        RunSummary run = Bench.Add(_scene.Wish());
        RunSummary done = await _scene.Until(run.Id, RunState.Finished);
        Bench.Delete(run.Id);
        Assert.Empty(Bench.Runs);
        Assert.False(Directory.Exists(Path.Combine(_scene.Folder, run.Id)));
        // Its name is not given to another one while it can come back.
        Assert.NotEqual(run.Id, Bench.Add(_scene.Wish()).Id);
        Assert.Equal(done, Bench.Restore(run.Id), (a, b) => a!.Command == b!.Command && a.Picture == b.Picture && a.State == b.State);
        Assert.Throws<InputException>(() => Bench.Restore("../" + run.Id));
    }

    [Fact]
    public async Task Delete_Waiting_IsNotPainted_AndPresent_IsRefused()
    {
        RunSummary first = Bench.Add(_scene.Endless()), second = Bench.Add(_scene.Wish());
        await _scene.Until(first.Id, now => now.Progress is not null);
        Assert.Contains("stop it first", Assert.Throws<InputException>(() => Bench.Delete(first.Id)).Message);
        Bench.Delete(second.Id);
        Bench.Ask(first.Id, live => live.Ask(control => control.Stop()));
        await _scene.Until(first.Id, RunState.Stopped);
        Assert.Equal(first.Id, Assert.Single(Bench.Runs).Id);
    }

    [Fact]
    public async Task Variation_BeginsWithThePicture_AndSaysWhatItSets()
    {
        RunSummary run = Bench.Add(_scene.Wish());
        await _scene.Until(run.Id, RunState.Finished);
        Assert.Contains(Bench.Variations(run.Id), pair => pair.Variation.Name == "stronger" && pair.Setting == "--style-weight 2 → 4");
        RunSummary stronger = Bench.Add(new RunWish { From = run.Id, Variation = "stronger" });
        await _scene.Until(stronger.Id, RunState.Finished);
        Assert.Equal(("Photo, painting, stronger", run.Id), (stronger.Title, stronger.Parent));
        Assert.Contains("--style-weight 4", stronger.Command);
        Assert.Contains("style weight 2 → 4", Bench.Differences(run.Id, stronger.Id));
        Assert.Contains("start: an earlier picture instead of matched", Bench.Differences(run.Id, stronger.Id));
        // What is so already is not offered.
        RunSummary kept = Bench.Add(new RunWish { From = run.Id, Variation = "keep-colours", Settings = new() { ["iterations"] = 1 } });
        await _scene.Until(kept.Id, RunState.Finished);
        Assert.DoesNotContain(Bench.Variations(kept.Id), pair => pair.Variation.Name == "keep-colours");
        // What it began with lies beside it, whatever becomes of the first.
        Bench.Delete(run.Id);
        Assert.All(Bench.Kept(stronger.Id).Inputs, input => Assert.True(File.Exists(input.Path), input.Path));
    }

    [Fact]
    public async Task Factor_MakesThePictureLarger()
    {
        RunSummary run = Bench.Add(_scene.Wish());
        await _scene.Until(run.Id, RunState.Finished);
        RunSummary large = Bench.Add(new RunWish { From = run.Id, Factor = 2 });
        RunSummary done = await _scene.Until(large.Id, RunState.Finished);
        Assert.Equal((64, 48), (done.Width, done.Height));
        Assert.Contains("factor", Assert.Throws<InputException>(() => Bench.Add(new RunWish { From = run.Id, Factor = 9 })).Message);
    }

    [Fact]
    public async Task Masks_LieBesideTheRun()
    {
        ShelfPicture mask = _scene.Send("left.png", PictureKind.Mask, new RgbImage(4, 1, [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]));
        RunSummary run = Bench.Add(_scene.Wish(("pin", mask.Id), ("region", mask.Id + ":inverse")));
        RunSummary done = await _scene.Until(run.Id, RunState.Finished);
        Assert.True(File.Exists(Path.Combine(_scene.Folder, run.Id, "masks", "pin-1.png")));
        Assert.Contains(":inverse", done.Command);
    }

    [Fact]
    public async Task Paint_PictureGone_FailsWithOneSentenceAndCanBeTriedAgain()
    {
        RunSummary blocking = Bench.Add(_scene.Endless()), run = Bench.Add(_scene.Wish());
        await _scene.Until(blocking.Id, now => now.Progress is not null);
        string kept = _scene.PathOf("kept.png");
        File.Move(_scene.Photo.Path, kept);
        Bench.Ask(blocking.Id, live => live.Ask(control => control.Stop()));
        RunSummary failed = await _scene.Until(run.Id, RunState.Failed);
        Assert.Contains("there is no such file", failed.Message);
        Assert.DoesNotContain('\n', failed.Message);
        File.Move(kept, _scene.Photo.Path);
        Bench.Resume(run.Id);
        Assert.Equal("", (await _scene.Until(run.Id, RunState.Finished)).Message);
    }

    [Fact]
    public async Task Plan_AndDrafts_ComeWhileAnotherRunIsPaintedOrPaused()
    {
        RunSummary run = Bench.Add(_scene.Endless());
        await _scene.Until(run.Id, now => now.Progress is not null);
        PlannedRun plan = await Bench.Plan(_scene.Wish(("size", 640)), CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.True(plan is { Width: 640, Height: 480, Seconds: > 0, Memory: > 1 << 20 });

        Bench.Ask(run.Id, live => live.Ask(control => control.Pause()));
        TaskCompletionSource<Draft> made = new();
        Bench.Drafts.Made = draft => made.TrySetResult(draft);
        IReadOnlyList<Draft> drafts = Bench.AskDrafts(_scene.Wish());
        Assert.Equal(Look.All.Select(look => look.Name), drafts.Select(draft => draft.Look));
        Draft first = await made.Task.WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Null(first.Error);
        Assert.Equal(32, ImageFile.Read(Bench.Drafts.FileOf(first.Key)!).Size.LongSide);
        Assert.Equal(RunState.Paused, Bench.TryFind(run.Id)!.State);
        // Asked again, it is there.
        Assert.True(Bench.AskDrafts(_scene.Wish()).Single(draft => draft.Key == first.Key).IsReady);
    }

    [Fact]
    public async Task Drafts_OfTheLatestWish_ComeFirst()
    {
        string[] looks = [.. Look.All.Select(look => look.Name)];
        List<string> made = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Bench.Drafts.Made = draft =>
        {
            made.Add(draft.Key);
            if (made.Count == 2 * looks.Length)
                all.SetResult();
        };
        string[] first = [.. Bench.AskDrafts(_scene.Wish(("size", 96))).Select(draft => draft.Key)];
        string[] second = [.. Bench.AskDrafts(_scene.Wish(("size", 96), ("style-scale", 0.9))).Select(draft => draft.Key)];
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        // What had begun is done first.
        Assert.Equal(second, made.Where(second.Contains));
        Assert.All(made[^(looks.Length - 2)..], key => Assert.Contains(key, first));
    }

    [Fact]
    public async Task Draft_InTheWayOfARun_IsInterruptedAndMadeAfterIt()
    {
        List<string> told = [];
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously), all = new(first.Task.CreationOptions);
        RunSummary? run = null;
        int madeBefore = 0;
        Bench.Drafts.Made = draft =>
        {
            Assert.True(draft.IsReady, draft.Error);
            told.Add(draft.Key);
            first.TrySetResult();
            if (told.Count == Look.All.Count)
                all.SetResult();
        };
        Bench.Changed = now =>
        {
            if (now.Id == run?.Id && now.State == RunState.Running && madeBefore == 0)
                madeBefore = told.Count;
        };
        string[] keys = [.. Bench.AskDrafts(_scene.Wish(("size", 192), ("iterations", 40))).Select(draft => draft.Key)];
        await first.Task.WaitAsync(TimeSpan.FromMinutes(5));
        run = Bench.Add(_scene.Wish());
        await _scene.Until(run.Id, RunState.Finished);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        // The second was begun, and is not among those that were done before the run.
        Assert.InRange(madeBefore, 1, 2);
        Assert.Equal(keys.Order(), told.Order());
        Assert.All(keys, key => Assert.NotNull(Bench.Drafts.FileOf(key)));
        Assert.Equal(keys.Length, Directory.GetFiles(Path.Combine(_scene.Folder, Workbench.HiddenName, "drafts")).Length);
    }

    [Fact]
    public void Open_FolderInUse_SaysWhereInOneLine()
    {
        Bench.Publish("http://127.0.0.1:1/secret/");
        InputException exception = Assert.Throws<InputException>(() =>
            new Workbench(_scene.Folder, new(IlgpuStyle.Runs.Settings.RunKind.Transfer), []));
        Assert.Contains("http://127.0.0.1:1/secret/", exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(Path.Combine(_scene.Folder, Workbench.HiddenName, "address")));
        }
    }

    [Fact]
    public async Task Rename_ChangesTheTitleAlone()
    {
        RunSummary run = Bench.Add(_scene.Wish());
        await _scene.Until(run.Id, RunState.Finished);
        Assert.Equal(("Aunt Ida", run.Id), (Bench.Rename(run.Id, " Aunt\n\0 Ida ").Title, Bench.Rename(run.Id, "Aunt Ida").Id));
        Assert.Throws<InputException>(() => Bench.Rename(run.Id, " "));
        _scene.Close();
        _scene.Open();
        Assert.Equal("Aunt Ida", Assert.Single(Bench.Runs).Title);
    }

    [Fact]
    public void Add_WishThatMeansNothing_IsRefusedAndLeavesNothing()
    {
        foreach ((RunWish wish, string reason) in (IEnumerable<(RunWish, string)>)
            [
                (new RunWish(), "'photo' is missing"),
                (_scene.Wish(("photo", "0123456789abcdefp")), "there is no picture"),
                (_scene.Wish(("photo", "/etc/passwd")), "there is no picture"),
                (_scene.Wish(("init", "run:nobody")), "there is no picture of a run"),
                (_scene.Wish(("sise", 3)), "'sise' is no setting"),
                (_scene.Wish(("painting", new JsonArray([.. Enumerable.Range(0, 51).Select(_ => JsonValue.Create(_scene.Painting.Id))]))),
                    "51 pictures; at most 50"),
                (_scene.Wish(("output", "/tmp/x.png")), "studio's to decide"),
                (_scene.Wish(("scratch", "/tmp")), "studio's to decide"),
                (_scene.Wish(("size", "large")), "expected a whole number"),
                (_scene.Wish(("style-weight", -1)), "style"),
                (_scene.Wish(("preset", "nice")), "nice"),
                (_scene.Wish() with { Variation = "stronger" }, "need 'from'"),
                (new RunWish { From = "nobody", Variation = "stronger" }, "no run 'nobody'"),
            ])
        {
            Assert.Contains(reason, Assert.Throws<InputException>(() => Bench.Add(wish)).Message);
        }

        Assert.Empty(Bench.Runs);
    }
}
