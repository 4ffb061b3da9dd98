using System.Diagnostics;
using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A studio's folder that comes from somebody else: nothing outside of it is written or deleted, and it opens.</summary>
public sealed class StrangerFolderTests : IDisposable
{
    private readonly WorkbenchScene _scene = new([new ExamplePicture(
        "photo-x.png", PictureKind.Photo, () => new MemoryStream(TestImages.Png(1, 1, 8, 0, [0, 9])))]);

    private string Hidden => Path.Combine(_scene.Folder, Workbench.HiddenName);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(".studio/examples/photo-x.png")]
    [InlineData(".studio/trash")]
    [InlineData(".studio")]
    [InlineData("pictures")]
    [InlineData("run/about.json")]
    [InlineData("run/masks/dangling")]
    [InlineData("run")]
    public void Open_ALinkWhereTheStudioWrites_IsRefusedAndNotFollowed(string name)
    {
        _scene.Close();
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "run", "masks"));
        File.WriteAllText(Path.Combine(_scene.Folder, "run", "about.json"), "{}");
        string link = Path.Combine(_scene.Folder, name), victim = _scene.PathOf("victim");
        if (Directory.Exists(link) || name == ".studio/trash")
        {
            if (Directory.Exists(link))
                Directory.Move(link, victim);
            Directory.CreateSymbolicLink(link, victim);
        }
        else
        {
            File.WriteAllText(victim, "mine");
            File.Delete(link);
            File.CreateSymbolicLink(link, name.EndsWith("dangling", StringComparison.Ordinal) ? victim + "-not-there" : victim);
        }

        InputException exception = Assert.Throws<InputException>(_scene.Open);
        Assert.Equal($"'{link}' is a link, and the studio would write where it leads; remove it.", exception.Message);
        Assert.True(!File.Exists(victim) || File.ReadAllText(victim) == "mine");
    }

    [Theory]
    [InlineData("run/about.json", "r")]
    [InlineData("run/report.html", "g")]
    [InlineData("pictures", "d")]
    [InlineData(".studio/pictures.json", "s")]
    [InlineData(".studio/previews", "p")]
    public void Write_ALinkThatCameWhileItIsOpen_IsNotFollowed(string name, string action)
    {
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "run"));
        File.WriteAllText(Path.Combine(_scene.Folder, "run", "about.json"), About());
        Assert.Single(_scene.Bench.Runs);
        string link = Path.Combine(_scene.Folder, name), victim = _scene.PathOf("victim"), other = _scene.PathOf("other.png");
        ImageFile.Write(other, TestPictures.Waves(9, 8, 3));
        ShelfPicture sent = _scene.Send("third.png", PictureKind.Photo, TestPictures.Waves(9, 8, 4));
        if (Directory.Exists(link))
            Directory.Move(link, victim);
        else if (File.Exists(link))
            File.Move(link, victim);
        else
            File.WriteAllText(victim, "mine");
        string Content() => Directory.Exists(victim)
            ? string.Join('|', Directory.GetFiles(victim).Order(StringComparer.Ordinal))
            : File.ReadAllText(victim);
        string before = Content();
        File.CreateSymbolicLink(link, victim);
        string message = Assert.Throws<InputException>(() =>
        {
            if (action == "r")
                _scene.Bench.Rename("run", "another");
            else if (action == "g")
                _scene.Bench.Resume("run");
            else if (action == "d")
                _scene.Bench.RemovePicture(sent);
            else if (action == "s")
                _scene.Send("new.png", PictureKind.Photo, TestPictures.Waves(9, 8, 3));
            else
                _scene.Bench.Preview(other, 192);
        }).Message;
        Assert.Equal($"'{link}' is a link, and the studio would write where it leads; remove it.", message);
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task Resume_ARunWhosePictureIsOutside_LeavesItAlone()
    {
        string mine = _scene.PathOf("mine.png");
        Runs.Records.PictureRecord.Write(mine, TestPictures.Waves(9, 8, 3));
        byte[] before = File.ReadAllBytes(mine);
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "run"));
        File.WriteAllText(Path.Combine(_scene.Folder, "run", "about.json"), About(mine));
        Assert.Single(_scene.Bench.Runs);
        _scene.Bench.Resume("run");
        Assert.Contains("and the studio writes in '", (await _scene.Until("run", RunState.Failed)).Message);
        Assert.Equal(before, File.ReadAllBytes(mine));
    }

    [Fact]
    public void Open_PipesInPlaceOfItsFiles_WaitsForNone()
    {
        void Pipe(string name) => Process.Start("mkfifo", [Path.Combine(_scene.Folder, name)]).WaitForExit();
        string folder = Directory.CreateDirectory(Path.Combine(_scene.Folder, "run")).FullName;
        Pipe("run/log.jsonl");
        File.WriteAllText(Path.Combine(folder, "about.json"), About());
        Assert.Single(_scene.Bench.Runs);
        File.Delete(_scene.Photo.Path);
        Pipe("pictures/" + Path.GetFileName(_scene.Photo.Path));
        _scene.Close();
        Assert.Contains("log.jsonl' is a pipe", Assert.Throws<InputException>(_scene.Open).Message);
        Directory.Delete(folder, recursive: true);
        _scene.Open();
        Assert.DoesNotContain(_scene.Bench.Shelf.All, picture => picture.Id == _scene.Photo.Id);
        _scene.Close();
        File.Delete(Path.Combine(Hidden, "pictures.json"));
        Pipe(".studio/pictures.json");
        Assert.Contains("pictures.json' is a pipe", Assert.Throws<InputException>(_scene.Open).Message);
        File.Delete(Path.Combine(Hidden, "pictures.json"));
        _scene.Open();
    }

    [Fact]
    public void Open_AListOfPicturesThatIsNotItsOwn_KeepsOnlyWhatCanBe()
    {
        string victim = _scene.PathOf("victim.png");
        File.Copy(_scene.Photo.Path, victim);
        _scene.Close();
        string own = File.ReadAllText(Path.Combine(Hidden, "pictures.json")).Trim()[1..^1];
        string[] files = [victim, "../../victim.png", "..", "../pictures/" + Path.GetFileName(_scene.Photo.Path), ""];
        string[] entries =
        [
            "null", "7", """{"id": null}""", """{"id": "x", "file": "\ud800", "name": "x", "origin": "upload"}""",
            """{"id": "x", "file": "x", "name": "x", "origin": "nobody"}""",
            .. files.Select(file => $$"""{"id": "y", "file": {{JsonSerializer.Serialize(file)}}, "name": "x", "origin": "upload"}"""),
            """{"id": "y", "file": "../../victim.png", "name": "x", "origin": "run"}""", own,
        ];
        File.WriteAllText(Path.Combine(Hidden, "pictures.json"), $"[{string.Join(", ", entries)}]");
        _scene.Open();
        Assert.Equal(
            [_scene.Painting.Id, _scene.Photo.Id],
            _scene.Bench.Shelf.All.Where(picture => picture.Origin != PictureOrigin.Example).Select(picture => picture.Id));
    }

    [Theory]
    [InlineData("about.json", """{"title": "x", "created": "2026-01-01", "kind": "transfer", "settings": null}""")]
    [InlineData("about.json", """{"title": "x", "created": "2026-01-01", "kind": "transfer", "settings": {"size": 1, "size": 2}}""")]
    [InlineData("log.jsonl", """{"event": "begin", "output": "", "record": {"run": {"kind": 5}}}""")]
    [InlineData("log.jsonl", """{"event": "begin", "record": {"run": {"kind": "texture", "kind": "transfer"}}}""")]
    public void Open_ADamagedRun_IsLeftOut(string name, string text)
    {
        _scene.Close();
        string folder = Directory.CreateDirectory(Path.Combine(_scene.Folder, "run")).FullName;
        File.WriteAllText(Path.Combine(folder, name), text);
        _scene.Open();
        Assert.Empty(_scene.Bench.Runs);
    }

    // A run that waits, with a picture of that path.
    private string About(string? output = null)
    {
        Dictionary<string, object> settings = new()
        {
            ["photo"] = _scene.Photo.Path, ["painting"] = _scene.Painting.Path, ["size"] = 32, ["iterations"] = 1,
        };
        if (output is not null)
            settings["output"] = output;
        return JsonSerializer.Serialize(new { title = "x", created = "2026-01-01", kind = "transfer", settings });
    }
}
