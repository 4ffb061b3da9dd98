using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>Files × grid, and the names of the results.</summary>
public sealed class BatchPlanTests : IDisposable
{
    private static readonly SettingValues s_none = new(BatchSettings.Kind);

    private static readonly SettingValues s_pair = s_none.With(InputSettings.Photo, "a.jpg").With(InputSettings.Painting, "b.jpg");

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Create_GridOfTwoOptions_MakesEveryCombinationWithItsName()
    {
        ParameterGrid grid = ParameterGrid.Parse(["style-weight=5,1e1", "style-layers=conv1_1,conv2_1;conv3_1:2"]);
        IReadOnlyList<BatchJob> plan = BatchPlan.Create(BatchPlan.Product(["in/a.jpg"], ["b.png"]), s_none, grid, "out");
        Assert.Equal(
            [
                "out/a-b-style-weight=5-style-layers=conv1_1,conv2_1.png", "out/a-b-style-weight=5-style-layers=conv3_1-2.png",
                "out/a-b-style-weight=1e1-style-layers=conv1_1,conv2_1.png", "out/a-b-style-weight=1e1-style-layers=conv3_1-2.png",
            ],
            plan.Select(job => job.Output));
        Assert.Equal(["conv3_1:2"], plan[1].Values.TextsOf(LookSettings.StyleLayers));
    }

    [Fact]
    public void Create_Defaults_GiveWayToTheJobs()
    {
        BatchJob job = Job(s_pair.With(LookSettings.Size, "64").With(FileSettings.Output, "x.png"));
        SettingValues defaults = s_none.With(LookSettings.Size, "32").With(LookSettings.Seed, "7");
        BatchJob planned = Assert.Single(BatchPlan.Create([job], defaults, ParameterGrid.Parse([]), null));
        Assert.Equal("64", Assert.Single(planned.Values.TextsOf(LookSettings.Size)));
        Assert.Equal("7", Assert.Single(planned.Values.TextsOf(LookSettings.Seed)));
        Assert.Equal("x.png", planned.Output);
    }

    [Fact]
    public void Create_ClashesAndGaps_AreErrors()
    {
        Assert.Contains("writes", Error(BatchPlan.Product(["a.jpg", "a.png"], ["b.png"]), [], "out"));
        Assert.Contains("no output", Error(BatchPlan.Product(["a.jpg"], ["b.png"]), [], null));
        Assert.Contains("line 1: sets 'size'", Error([Job(s_pair.With(LookSettings.Size, "64"))], ["size=16,32"], "out"));
        Assert.Contains("line 1: lacks 'painting'", Error([Job(s_pair.Without(InputSettings.Painting))], [], "out"));
    }

    [Theory]
    [InlineData("size")]
    [InlineData("=3")]
    [InlineData("size=")]
    [InlineData("size=3,3")]
    [InlineData("colour=1,2")]
    [InlineData("output=a.png")]
    [InlineData("threads=1,2")]
    public void Parse_BadGrid_NamesIt(string text) =>
        Assert.Contains($"--grid '{text}'", Assert.Throws<InputException>(() => ParameterGrid.Parse([text])).Message);

    [Fact]
    public void Expand_Patterns_AreOrderedPicturesOnly()
    {
        foreach (string name in (string[])["b.jpg", "a.JPG", "c.png", ".d.png", "notes.txt", "B.png"])
            File.WriteAllText(Path.Combine(_folder, name), "");
        Directory.CreateDirectory(Path.Combine(_folder, "sub.png"));
        Assert.Equal(["B.png", "a.JPG", "b.jpg", "c.png"], Expand(_folder));
        Assert.Equal(Expand(_folder), Expand(Path.Combine(_folder, "*")));
        Assert.Equal(["B.png", "c.png"], Expand(Path.Combine(_folder, "*.png")));
        Assert.Equal(["b.jpg", "B.png"],
            Expand(Path.Combine(_folder, "b.*"), Path.Combine(_folder, "B.png"), Path.Combine(_folder, "b.jpg")));
        Assert.Contains("no picture", Assert.Throws<InputException>(() => Expand(Path.Combine(_folder, "*.tga"))).Message);
        Assert.Contains("no folder", Assert.Throws<InputException>(() => Expand(Path.Combine(_folder, "none", "*"))).Message);
    }

    private static IEnumerable<string?> Expand(params string[] patterns) =>
        PictureFiles.Expand("--content", patterns).Select(Path.GetFileName);

    private static BatchJob Job(SettingValues values) => new("line 1", values, values);

    private static string Error(IReadOnlyList<BatchJob> jobs, string[] grid, string? folder) =>
        Assert.Throws<InputException>(() => BatchPlan.Create(jobs, s_none, ParameterGrid.Parse(grid), folder)).Message;
}
