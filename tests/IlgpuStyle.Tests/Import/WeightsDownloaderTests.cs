using System.Security.Cryptography;
using IlgpuStyle.Import;
using IlgpuStyle.Import.Downloads;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Import;

public sealed class WeightsDownloaderTests : IDisposable
{
    private static readonly byte[] s_pth = File.ReadAllBytes(FixtureNetwork.File("vgg19-legacy.pth"));

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = WebClient.Create(TimeSpan.FromSeconds(60));
    private readonly List<TimeSpan> _pauses = [];
    private readonly WeightsStore _store;

    public WeightsDownloaderTests() => _store = new WeightsStore(_folder.Path, WeightsRegistry.Default);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha256-prefix")]
    [InlineData("md5")]
    public async Task Get_RightChecksumOfAnyKind_InstallsTheConvertedFile(string kind)
    {
        using LoopbackServer server = new(s_pth);
        using ImportResult result = await Get(
            Source(server.Url) with { ChecksumKind = kind, Checksum = Checksum(kind) });
        Assert.Equal("vgg19, 16 convolutions", result.Summary);
        using WeightsFile file = _store.Choose("test").File;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 2, 4, 4, 4), file);
        Assert.Equal("net.pth", file.Metadata.Source);
        Assert.Equal("caffe", file.Metadata.Family);
        AssertOnlyTheInstalledFile();
        Assert.Empty(_pauses);
    }

    [Fact]
    public async Task Get_ConnectionDropsTwice_ResumesWhereItStopped()
    {
        using LoopbackServer server = new(s_pth) { Drop = (2, 5000) };
        List<DownloadProgress> reports = [];
        await Get(
            Source(server.Url) with { ChecksumKind = "sha256", Checksum = Checksum("sha256") }, reports);
        Assert.Equal([null, "5000-", "10000-"], server.Ranges);
        Assert.Equal(s_pth.Length, server.BodyBytesSent);
        // Each try gained bytes: the count begins anew.
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], _pauses);
        Assert.Equal(new DownloadProgress("net.pth", s_pth.Length, s_pth.Length), reports[^1]);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_InterruptedRun_IsContinuedByTheNextAndNeverLooksFinished()
    {
        using LoopbackServer server = new(s_pth) { Drop = (1, 12000) };
        RegistrySource source = Source(
            server.Url) with { ChecksumKind = "sha256", Checksum = Checksum("sha256") };
        DownloadOptions options = Options() with
        {
            Delay = (_, _) =>
            {
                server.ErrorPage = (1, 503);
                return Task.CompletedTask;
            },
        };
        InputException exception = await Assert.ThrowsAsync<InputException>(
            () => new WeightsDownloader(_client, _store, options).GetAsync(Entry(source), null, CancellationToken.None));
        Assert.Equal(4, server.Ranges.Count);
        Assert.Contains("istyle weights convert net.pth", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_store.List());
        Assert.Equal(12000, new FileInfo(Path.Combine(_folder.Path, "downloads", "net.pth.partial")).Length);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "downloads", "net.pth")));

        await Get(source);
        Assert.Equal("12000-", server.Ranges[^1]);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_ServerSendsNothingForTooLong_GoesOnFromThere()
    {
        using LoopbackServer server = new(s_pth) { Drop = (6, 3000), HoldsDropped = true };
        RegistrySource source = Source(server.Url) with { ChecksumKind = "sha256", Checksum = Checksum("sha256") };
        DownloadOptions options = Options() with { Stall = TimeSpan.FromMilliseconds(300) };
        await new WeightsDownloader(_client, _store, options).GetAsync(Entry(source), null, CancellationToken.None);
        Assert.Equal(s_pth.Length, server.BodyBytesSent);
        Assert.All(_pauses, pause => Assert.Equal(TimeSpan.FromSeconds(1), pause));
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_FileChangedBetweenParts_StartsAgain()
    {
        using LoopbackServer server = new(s_pth) { Drop = (1, 5000) };
        server.ETag = "\"old\"";
        RegistrySource source = Source(server.Url);
        DownloadOptions options = Options() with
        {
            Delay = (_, _) =>
            {
                server.ETag = "\"new\"";
                return Task.CompletedTask;
            },
        };
        await new WeightsDownloader(
            _client, _store, options).GetAsync(Entry(source), null, CancellationToken.None);
        Assert.Equal(5000 + s_pth.Length, server.BodyBytesSent);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_ServerWithoutRanges_StartsAgain()
    {
        using LoopbackServer server = new(s_pth) { Drop = (1, 5000), SupportsRanges = false };
        await Get(Source(server.Url) with { ChecksumKind = "md5", Checksum = Checksum("md5") });
        Assert.Equal(5000 + s_pth.Length, server.BodyBytesSent);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_LengthAnnouncedTooLarge_GivesUpAfterAllAttempts()
    {
        using LoopbackServer server = new(s_pth) { LengthLie = 10, SupportsRanges = false };
        await AssertFails(Source(server.Url), "");
        Assert.Equal(4, server.Ranges.Count);
    }

    [Fact]
    public async Task Get_LengthOtherThanTheRegistrys_IsRefusedBeforeTheBody()
    {
        using LoopbackServer server = new(s_pth);
        await AssertFails(
            Source(server.Url) with { Size = s_pth.Length + 1 },
            $"offers {s_pth.Length} bytes, the registry knows {s_pth.Length + 1}");
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task Get_LengthAnnouncedTooSmall_LeavesNothing()
    {
        using LoopbackServer server = new(s_pth) { LengthLie = -100 };
        await AssertFails(
            Source(server.Url) with { ChecksumKind = "sha256", Checksum = Checksum("sha256") },
            "its sha256 is");
    }

    [Fact]
    public async Task Get_ErrorPageWithStatus200_IsNotTakenForWeights()
    {
        using LoopbackServer server = new(s_pth) { ErrorPage = (1, 200) };
        await AssertFails(Source(server.Url), "web page");
        Assert.Empty(_pauses);
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    [InlineData(503, 4)]
    public async Task Get_ErrorStatus_IsRetriedOnlyWhereItMayPass(int status, int requests)
    {
        using LoopbackServer server = new(s_pth) { ErrorPage = (10, status) };
        await AssertFails(Source(server.Url), $"answers {status}");
        Assert.Equal(requests, server.Ranges.Count);
    }

    // Of a file's beginning and of whole files alike.
    [Theory]
    [InlineData("file:///etc/hostname", true)]
    [InlineData("ftp://127.0.0.1/file.bin", false)]
    [InlineData("gopher://127.0.0.1/file.bin", true)]
    [InlineData("data:application/octet-stream;base64,UEs=", false)]
    [InlineData("http:///file.bin", false)]
    [InlineData("//[::1", true)]
    public async Task Get_RedirectOutOfTheWeb_IsNotFollowed(string location, bool isPartial)
    {
        using LoopbackServer server = new(s_pth) { Location = location };
        InputException exception = await Assert.ThrowsAsync<InputException>(
            () => Get(Source(server.Url) with { Partial = isPartial }));
        Assert.Contains("leads elsewhere too often, or to no http(s) address (302)", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Ranges);
        Assert.Empty(_store.List());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_RedirectWithinTheWeb_IsFollowed(bool isPartial)
    {
        byte[] file = isPartial ? LargeSafetensors() : s_pth;
        using LoopbackServer server = new(file), other = new([]) { Location = server.Url };
        await Get(Source(other.Url) with { Partial = isPartial });
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_RedirectInACircle_IsLeft()
    {
        using LoopbackServer server = new(s_pth) { Location = "/file.bin" };
        await AssertFails(Source(server.Url), "leads elsewhere too often");
        Assert.Equal(11, server.Ranges.Count);
    }

    [Fact]
    public async Task Get_WrongChecksum_DeletesTheFileAndNamesBoth()
    {
        using LoopbackServer server = new(s_pth);
        await AssertFails(
            Source(server.Url) with { ChecksumKind = "sha256-prefix", Checksum = "deadbeef" },
            "published is deadbeef");
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "downloads")));
    }

    [Fact]
    public async Task Get_FirstMirrorBroken_TakesTheNext()
    {
        using LoopbackServer broken = new(s_pth) { ErrorPage = (10, 404) }, sound = new(s_pth);
        await Get(Source(broken.Url, sound.Url) with { ChecksumKind = "md5", Checksum = Checksum("md5") });
        Assert.Single(broken.Ranges);
        Assert.Single(sound.Ranges);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_StoreThatCannotBeWritten_SaysSoBeforeAnyServerIsAsked()
    {
        using LoopbackServer server = new(s_pth);
        WeightsStore below = new(Path.Combine(_folder.Write("file", [1]), "home"), WeightsRegistry.Default);
        InputException exception = await Assert.ThrowsAsync<InputException>(
            () => new WeightsDownloader(_client, below, Options()).GetAsync(Entry(Source(server.Url)), null, CancellationToken.None));
        Assert.StartsWith(
            $"cannot write into folder '{Path.Combine(_folder.Path, "file", "home", "downloads")}'", exception.Message,
                StringComparison.Ordinal);
        Assert.Contains("ILGPUSTYLE_HOME", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public async Task Get_NobodyAnswers_SaysWhatToFetchAndHowToConvertIt()
    {
        string url;
        using (LoopbackServer server = new(s_pth))
            url = server.Url;
        InputException exception = await Assert.ThrowsAsync<InputException>(
            () => Get(Source(url) with { Size = 574_673_361 }));
        Assert.Contains($"Fetch {url} (574 MB) by other means", exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"istyle weights convert net.pth {_store.PathOf("test")} --family "
            + "caffe", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task Get_PartialSafetensors_FetchesOnlyTheConvolutions()
    {
        byte[] bytes = LargeSafetensors();
        using LoopbackServer server = new(bytes) { Drop = (1, 100) };
        await Get(Source(server.Url) with { FileName = "model.safetensors", Partial = true });
        using WeightsFile file = _store.Choose("test").File;
        FixtureNetwork.AssertEqual(FixtureNetwork.Vgg(2, 2), file);
        Assert.Equal(server.Url, file.Metadata.Source);
        Assert.InRange(server.BodyBytesSent, 1, bytes.Length / 4);
        Assert.Single(_pauses);
    }

    [Fact]
    public async Task Get_PartialFromAServerWithoutRanges_TakesTheNextSource()
    {
        using LoopbackServer whole = new(LargeSafetensors()) { SupportsRanges = false }, pth = new(s_pth);
        RegistryEntry entry = Entry(
            Source(whole.Url) with { FileName = "model.safetensors", Partial = true }) with
        {
            Sources = [Source(
                whole.Url) with { FileName = "model.safetensors", Partial = true }, Source(pth.Url)],
        };
        await new WeightsDownloader(_client, _store, Options()).GetAsync(entry, null, CancellationToken.None);
        Assert.Single(pth.Ranges);
        AssertOnlyTheInstalledFile();
    }

    [Fact]
    public async Task Get_Cancelled_StopsAndKeepsTheOtherFilesApart()
    {
        using LoopbackServer server = new(s_pth);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () =>
                new WeightsDownloader(
                    _client, _store, Options()).GetAsync(Entry(Source(server.Url)), null, cancelled.Token));
        Assert.Empty(_store.List());
    }

    /// <summary>Convolutions of a small network in front of a classifier of 2 MB.</summary>
    private byte[] LargeSafetensors()
    {
        int[] indices = [0, 2, 5, 7];
        List<SafetensorsTensor> tensors = [.. FixtureNetwork.Vgg(2, 2).Zip(indices).SelectMany(
            pair => (SafetensorsTensor[])
        [
            new(
                $"features.{pair.Second}.weight",
                [pair.First.OutputChannels, pair.First.InputChannels, 3, 3], pair.First.Weights),
            new($"features.{pair.Second}.bias", [pair.First.OutputChannels], pair.First.Bias),
        ])];
        tensors.Insert(
            0, new SafetensorsTensor("pre_logits.fc1.weight", [512, 1024], new float[512 * 1024]));
        SafetensorsWriter.Write(_folder["large"], new Dictionary<string, string>(), tensors);
        byte[] bytes = File.ReadAllBytes(_folder["large"]);
        File.Delete(_folder["large"]);
        return bytes;
    }

    private async Task AssertFails(RegistrySource source, string expected)
    {
        InputException exception = await Assert.ThrowsAsync<InputException>(() => Get(source));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_store.List());
        Assert.False(File.Exists(Path.Combine(_folder.Path, "downloads", source.FileName)));
    }

    private void AssertOnlyTheInstalledFile()
    {
        string[] files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal([_store.PathOf("test")], files);
    }

    private Task<ImportResult> Get(RegistrySource source, List<DownloadProgress>? reports = null) =>
        new WeightsDownloader(_client, _store, Options())
            .GetAsync(
                Entry(source), reports is null ? null : new Collector(reports), CancellationToken.None);

    private DownloadOptions Options() => new()
    {
        Delay = (pause, _) =>
        {
            _pauses.Add(pause);
            return Task.CompletedTask;
        },
    };

    private static RegistrySource Source(params string[] urls) =>
        new() { FileName = "net.pth", Urls = urls };

    private static RegistryEntry Entry(RegistrySource source) => new()
    {
        Name = "test",
        Architecture = "vgg19",
        Family = "caffe",
        Licence = "MIT",
        Sources = [source],
    };

    private static string Checksum(string kind) => kind switch
    {
        "md5" => Convert.ToHexStringLower(MD5.HashData(s_pth)),
        "sha256" => Convert.ToHexStringLower(SHA256.HashData(s_pth)),
        _ => Convert.ToHexStringLower(SHA256.HashData(s_pth))[..8],
    };

    /// <summary>Reports at once, on the caller's thread; Progress would post them elsewhere.</summary>
    private sealed class Collector(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
