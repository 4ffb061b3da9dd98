using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Optimization;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Studio;

/// <summary>Small parts of the workshop.</summary>
public sealed class WorkshopPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Photo, night 2", "photo-night-2")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("  ", "picture")]
    [InlineData("夜", "picture")]
    public void Slug_Title_IsAFolderName(string title, string expected) => Assert.Equal(expected, Slug.Of(title, "picture"));

    [Fact]
    public void Slug_Taken_GetsTheNextNumber() =>
        Assert.Equal("night-3", Slug.Unique("night", name => name is "night" or "night-2"));

    [Theory]
    [InlineData("painting-night_2.jpg", "night 2")]
    [InlineData("photo.png", "photo")]
    [InlineData("-.png", "picture")]
    public void Plain_FileName_IsWhatPeopleSay(string file, string expected) => Assert.Equal(expected, Slug.Plain(file));

    [Fact]
    public void Preview_OfALargePicture_HasTheSideAskedForOrTheNext()
    {
        string picture = _folder.File("large.png");
        ImageFile.Write(picture, TestPictures.Waves(700, 350, 1));
        PreviewCache previews = new(_folder.File("previews"), () => { });
        Assert.Equal(new ImageSize(192, 96), ImageFile.Read(previews.FileOf(picture, 100)).Size);
        Assert.Equal(new ImageSize(512, 256), ImageFile.Read(previews.FileOf(picture, 193)).Size);
        Assert.Equal(new ImageSize(700, 350), ImageFile.Read(previews.FileOf(picture, 5000)).Size);
        Assert.Equal(new ImageSize(700, 350), ImageFile.Read(previews.FileOf(picture, null)).Size);
        // Another picture under the same name is another one.
        ImageFile.Write(picture, TestPictures.Waves(64, 64, 1));
        Assert.Equal(new ImageSize(64, 64), ImageFile.Read(previews.FileOf(picture, 512)).Size);
    }

    [Fact]
    public void LiveRun_LongRun_KeepsStepsOfAllOfIt()
    {
        LiveRun live = new("run");
        live.Recall(Enumerable.Range(1, 10_000).Select(Step));
        IReadOnlyList<StepRecord> steps = [];
        live.Follow(all => steps = [.. all], _ => { }, () => { });
        Assert.InRange(steps.Count, 2048, 4096);
        Assert.Equal(1, steps[0].TotalIteration);
        Assert.True(steps[^1].TotalIteration > 9_990);
        int gap = steps[1].TotalIteration - steps[0].TotalIteration;
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(gap, pair.Second.TotalIteration - pair.First.TotalIteration));
    }

    [Fact]
    public void LiveRun_ManyViewers_AreToldSeldom()
    {
        int viewers = 100_000, told = 0;
        LiveRun live = new("run") { Viewers = () => viewers, Progressed = _ => told++ };
        for (int i = 1; i <= 1000; i++)
            live.Show(Progress(i, () => TestPictures.Waves(8, 8, 1)));
        Assert.Equal(1, told);
    }

    [Fact]
    public void LiveRun_Unwatched_FetchesOnePicture()
    {
        bool isWatched = false;
        LiveRun live = new("run") { Viewers = () => isWatched ? 1 : 0 };
        int fetches = 0;
        RgbImage Fetch()
        {
            fetches++;
            return TestPictures.Waves(8, 8, 1);
        }

        for (int i = 1; i <= 50; i++)
            live.Show(Progress(i, Fetch));
        Assert.Equal((1, 1), (fetches, live.PictureVersion));
        Assert.NotNull(live.Picture());
    }

    [Fact]
    public void LiveRun_ManyViewers_EncodeThePictureOnce()
    {
        LiveRun live = new("run");
        live.Show(Progress(1, () => TestPictures.Waves(64, 48, 1)));
        byte[]?[] files = [.. Enumerable.Range(0, 50).AsParallel().Select(_ => live.Picture())];
        Assert.All(files, file => Assert.Same(files[0], file));
        Assert.Equal(50, live.Fetches);
    }

    [Fact]
    public void Lock_AfterItsOwner_CanBeHadAgain()
    {
        using (new FolderLock(_folder.Path, "here"))
            Assert.Throws<InputException>(() => new FolderLock(_folder.Path, "here"));
        new FolderLock(_folder.Path, "here").Dispose();
    }

    private static StepRecord Step(int number) => Progress(number, () => throw new InvalidOperationException()).Bare();

    private static TransferProgress Progress(int number, Func<RgbImage> picture) => new()
    {
        Scale = 1, ScaleCount = 1, Width = 8, Height = 8, Iteration = number, Iterations = 1_000_000, TotalIteration = number,
            Evaluations = number,
        Loss = 1, Terms = new LossReport([]), GradientNorm = 1, StepLength = 1, Status = OptimizerStatus.Continue, AllocatedBytes = 1,
        SecondsPerEvaluation = 1, Elapsed = TimeSpan.FromSeconds(number), Remaining = TimeSpan.FromSeconds(1), Picture = picture,
            State = null!,
    };
}
