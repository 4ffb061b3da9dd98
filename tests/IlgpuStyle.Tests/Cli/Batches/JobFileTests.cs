using IlgpuStyle.Runs.Batches;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>Files of jobs, and what can be wrong with them.</summary>
public sealed class JobFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_AllKindsOfValues_AreTheWordsOfTransfer()
    {
        IReadOnlyList<BatchJob> jobs = Read(
            """
            {"photo": "a b.jpg", "painting": "-b.png", "style-weight": 1e-3, "n": 7, "output": "x.png"}

            {"content": "c.jpg", "style": ["d.png", "e.png:2"], "preset": "gatys"}
            """);
        Assert.Equal(["iterations=7", "output=x.png", "painting=-b.png", "photo=a b.jpg", "style-weight=1e-3"], Flat(jobs[0]));
        Assert.Equal(["painting=d.png", "painting=e.png:2", "photo=c.jpg", "preset=gatys"], Flat(jobs[1]));
        Assert.EndsWith("jobs.jsonl line 3", jobs[1].Origin);
    }

    [Theory]
    [InlineData("{\"photo\": \"a\", \"stile-weight\": 1}", "unknown key 'stile-weight'")]
    [InlineData("{\"photo\": \"a\", \"backend\": \"simd\"}", "--backend")]
    [InlineData("{\"photo\": \"a\", \"photo\": \"b\"}", "photo")]
    [InlineData("{\"photo\": \"\\ud800\"}", "not valid JSON")]
    [InlineData("{\"photo\": \"\\u0000\"}", "null character")]
    [InlineData("{\"photo\": \"a\", \"content\": \"b\"}", "twice")]
    [InlineData("{\"photo\": {}}", "'photo' holds {}")]
    [InlineData("{\"photo\": null}", "'photo' holds null")]
    [InlineData("{\"photo\": \"a\"", "not valid JSON")]
    [InlineData("{\"photo\": \"a\"} x", "not valid JSON at column 16")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("{\"size\": \"large\"}", "--size 'large': expected a whole number")]
    [InlineData("{\"size\": [64, 32]}", "--size: expected one value, found 2")]
    [InlineData("{\"preset\": \"gatis\"}", "--preset 'gatis': expected painterly")]
    public void Read_BadLine_NamesTheLine(string line, string expected)
    {
        string message = Assert.Throws<InputException>(() => Read("{\"photo\": \"a\"}\n" + line)).Message;
        Assert.Contains("line 2", message);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Read_NothingThere_IsAnError()
    {
        Assert.Contains("no jobs", Assert.Throws<InputException>(() => Read("\n  \n")).Message);
        Assert.Contains("none.jsonl", Assert.Throws<InputException>(() => JobFile.Read(Path.Combine(_folder, "none.jsonl"))).Message);
        Assert.Contains("folder", Assert.Throws<InputException>(() => JobFile.Read(_folder)).Message);
    }

    private static IEnumerable<string> Flat(BatchJob job) =>
        job.Values.All.SelectMany(v => v.Values.Select(text => $"{v.Setting.Name}={text}"));

    private IReadOnlyList<BatchJob> Read(string text)
    {
        string path = Path.Combine(_folder, "jobs.jsonl");
        File.WriteAllText(path, text);
        return JobFile.Read(path);
    }

    [Fact]
    public void Read_Device_EndsAndIsRefused()
    {
        if (!File.Exists("/dev/zero"))
            return;
        Assert.Contains("it is empty, or a device or pipe", Assert.Throws<InputException>(() => JobFile.Read("/dev/zero")).Message);
    }
}
