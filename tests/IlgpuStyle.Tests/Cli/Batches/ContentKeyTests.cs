using IlgpuStyle.Cli.Batches;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>What of an option's value counts for a picture: bytes of files, not their names.</summary>
public sealed class ContentKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("10")]
    [InlineData("conv1_1,conv2_1:2")]
    [InlineData("")]
    public void ContentOf_NoFile_IsTheValue(string value) => Assert.Equal(value, new ContentKey().ContentOf(value));

    [Theory]
    [InlineData("{0}/a")]
    [InlineData("{0}/a:2,{0}/b:1")]
    [InlineData("mask={0}/b,{0}/a")]
    [InlineData("{0}/sub")]
    public void ContentOf_Files_DependsOnBytesAndNotOnPlaces(string format)
    {
        string here = Make("here", "one", "two"), there = Make("there", "one", "two"), other = Make("other", "ONE", "two");
        string Content(string folder) => new ContentKey().ContentOf(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, folder));
        Assert.Equal(Content(here), Content(there));
        Assert.NotEqual(Content(here), Content(other));
        Assert.DoesNotContain("here", Content(here));
    }

    [Fact]
    public void ContentOf_WeightsOfFiles_Count()
    {
        string folder = Make("here", "one", "two");
        ContentKey key = new();
        Assert.NotEqual(key.ContentOf($"{folder}/a:2,{folder}/b:1"), key.ContentOf($"{folder}/a:1,{folder}/b:1"));
        Assert.NotEqual(key.ContentOf($"{folder}/a:2,{folder}/b:1"), key.ContentOf($"{folder}/b:2,{folder}/a:1"));
    }

    private string Make(string name, string a, string b)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllText(Path.Combine(folder, "a"), a);
        File.WriteAllText(Path.Combine(folder, "b"), b);
        File.WriteAllText(Path.Combine(folder, "sub", "c"), a);
        return folder;
    }
}
