using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Tests.Cli.Runs;
using IlgpuStyle.Tests.Support;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>Damaged records in pictures: shown or refused, and nothing is touched.</summary>
[Collection("console")]
public sealed class RecordFuzzTests(ITestOutputHelper output) : RunFixture
{
    [Fact]
    public void Show_MutatedRecord_ShowsOrRefuses()
    {
        Transfer("out.png", "--color", "keep");
        string record = ImageFile.ReadTexts(PathOf("out.png")).Last(text => text.Key == RunRecord.Key).Value;
        string path = PathOf("case.png");
        FuzzRun run = new("record, show", 21, output);
        // A chunk of text cannot hold a null.
        run.Each(() => Mutation.Text(record, run.Random).Replace('\0', ' '), text =>
        {
            ImageFile.Write(path, TestPictures.Waves(4, 4, 1), new PictureWriting { Texts = [new(RunRecord.Key, text)] });
            return FuzzRun.IsTaken("show", path);
        });
        Assert.Equal(4, Directory.GetFileSystemEntries(Folder).Length);
    }
}
