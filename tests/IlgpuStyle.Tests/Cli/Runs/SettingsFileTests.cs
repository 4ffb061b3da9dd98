using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Options from a file: JSON, or a finished picture whose look another one gets.</summary>
[Collection("console")]
public sealed class SettingsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public SettingsFileTests()
    {
        ImageFile.Write(PathOf("photo.png"), TestPictures.Waves(32, 24, 1));
        ImageFile.Write(PathOf("painting.png"), TestPictures.Waves(36, 40, 2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Transfer_ConfigOfJson_IsAsTyped()
    {
        File.WriteAllText(PathOf("look.json"), """
            {
              // As in a job.
              "size": 32, "iterations": 2, "scales": 1,
              "style-weight": 5, "normalize-weights": false, "color": ["keep"],
            }
            """);
        string typed = Painted("--size", "32", "-n", "2", "--scales", "1", "--style-weight", "5", "--color", "keep");
        Assert.Equal(typed, Painted("--config", PathOf("look.json")));
    }

    [Fact]
    public void Transfer_TypedBesideConfig_Wins()
    {
        File.WriteAllText(
            PathOf("look.json"), """{"size": 32, "iterations": 2, "scales": 1, "style-weight": 5, "style-scales": [0.5, 1]}""");
        Painted("--config", PathOf("look.json"), "--style-weight", "7", "--style-size", "40");
        SettingValues settings = PictureRecord.Read(PathOf("out.png")).Run.Settings;
        Assert.Equal((7, 32), (settings.Get(LookSettings.StyleWeight), settings.Get(LookSettings.Size)));
        // What is typed wins over what it excludes as well.
        Assert.False(settings.Has(LookSettings.StyleScales));
    }

    [Fact]
    public void Transfer_ConfigOfAPicture_GivesItsLookAndNothingOfItsFiles()
    {
        ImageFile.Write(PathOf("mask.png"), TestPictures.Waves(32, 24, 3));
        Painted("--size", "32", "-n", "2", "--scales", "1", "--style-weight", "5", "--seed", "9", "--init", "noise",
            "--content-mask", PathOf("mask.png"), "--weights", "compact", "--threads", "1", "--keep-metadata", "--depth", "16");
        File.Move(PathOf("out.png"), PathOf("first.png"));
        File.Delete(PathOf("mask.png"));
        Painted("--config", PathOf("first.png"));
        SettingValues settings = PictureRecord.Read(PathOf("out.png")).Run.Settings;
        Assert.Equal(
            "backend init iterations painting photo scales seed size style-weight weights",
            string.Join(' ', settings.All.Select(value => value.Setting.Name)));
        Assert.Equal(PathOf("photo.png"), settings.Get(InputSettings.Photo));
    }

    [Theory]
    [InlineData("transfer {photo} {painting} -o {config} --config {config}", "would be lost")]
    [InlineData("transfer {photo} {painting} -o {folder}/look.png --save-every 1 --config {config}", "give --save-as another pattern")]
    [InlineData("batch {folder}/jobs.jsonl --config {config}", "would be lost")]
    [InlineData("batch {folder}/jobs.jsonl -o {folder} --config {folder}/contact-sheet.png", "would be lost")]
    public void AnyCommand_OutputOverItsConfig_IsRefused(string line, string expected)
    {
        string config = PathOf(line.EndsWith("sheet.png", StringComparison.Ordinal) ? "contact-sheet.png" : "look-0001.png");
        Painted("--size", "32", "-n", "1", "--scales", "1");
        File.Move(PathOf("out.png"), config);
        File.WriteAllText(
            PathOf("jobs.jsonl"),
            $$"""{"photo": "{{_folder}}/photo.png", "painting": "{{_folder}}/painting.png", "output": "{{_folder}}/look-0001.png"}""");
        byte[] before = File.ReadAllBytes(config);
        (int code, _, string error) = CommandRun.Of([.. line.Split(' ').Select(word => word.Replace("{config}", config)
            .Replace("{photo}", PathOf("photo.png")).Replace("{painting}", PathOf("painting.png")).Replace("{folder}", _folder))]);
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.Equal(before, File.ReadAllBytes(config));
    }

    [Theory]
    [InlineData("""{"sise": 40}""", "unknown key 'sise'. Did you mean 'size'?")]
    [InlineData("""{"photo": "a.png"}""", "'photo' is named on the command line; a file that names its pictures is a job")]
    [InlineData("""{"size": "large"}""", "--size 'large'")]
    [InlineData("""{"size": 40, "size": 50}""", "not valid JSON: Duplicate property 'size'")]
    [InlineData("{\n \"size\": }", "not valid JSON at line 2, column 10")]
    [InlineData("[]", "expected a JSON object such as {\"size\": 800, \"color\": \"keep\"}")]
    [InlineData("", "it is empty")]
    public void Transfer_ConfigThatMeansNothing_IsRefusedInOneLine(string text, string expected)
    {
        File.WriteAllText(PathOf("look.json"), text);
        Refused(text.Length > 0 ? $"--config '{PathOf("look.json")}': " : "cannot read settings", expected, PathOf("look.json"));
    }

    [Fact]
    public void Transfer_ConfigThatIsNoSettings_IsRefusedInOneLine()
    {
        Refused("there is no such file", "", PathOf("missing.json"));
        Refused("it is a folder", "", _folder);
        Refused("not valid JSON", "", PathOf("photo.png"));
        Assert.Equal(0, CommandRun.Of("texture", PathOf("painting.png"), "-o", PathOf("texture.png"), "--size", "32", "-n", "1").Code);
        Refused("it was made by 'istyle texture', not by 'istyle transfer'", "", PathOf("texture.png"));
    }

    [Fact]
    public void Batch_Config_IsADefaultOfEveryPicture()
    {
        File.WriteAllText(PathOf("look.json"), """{"size": 32, "iterations": 1, "scales": 1}""");
        File.WriteAllText(
            PathOf("jobs.jsonl"),
            $$"""{"photo": "{{PathOf("photo.png")}}", "painting": "{{PathOf("painting.png")}}", "size": 24}""");
        (int code, _, string error) = CommandRun.Of(
            "batch", PathOf("jobs.jsonl"), "-o", PathOf("made"), "--config", PathOf("look.json"), "--no-contact-sheet");
        Assert.Equal((0, ""), (code, error));
        SettingValues settings = PictureRecord.Read(PathOf("made/photo-painting.png")).Run.Settings;
        Assert.Equal((24, 1), (settings.Get(LookSettings.Size), settings.Get(LookSettings.Iterations)));
        File.WriteAllText(PathOf("look.json"), """{"output": "a.png"}""");
        (code, _, error) = CommandRun.Of("batch", PathOf("jobs.jsonl"), "-o", PathOf("made"), "--config", PathOf("look.json"));
        Assert.Equal(1, code);
        Assert.Contains("'output' is no setting of this command", error);
    }

    private void Refused(string expected, string besides, string file)
    {
        (int code, _, string error) = Run("--config", file);
        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(expected, error);
        Assert.Contains(besides, error);
        Assert.False(File.Exists(PathOf("out.png")));
    }

    private string Painted(params string[] options)
    {
        (int code, _, string error) = Run(options);
        Assert.Equal((0, ""), (code, error));
        return FileHash.Of(PathOf("out.png"));
    }

    private (int Code, string Output, string Error) Run(params string[] options) => CommandRun.Of(
        ["transfer", PathOf("photo.png"), PathOf("painting.png"), "-o", PathOf("out.png"), "--backend", "simd", .. options]);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
