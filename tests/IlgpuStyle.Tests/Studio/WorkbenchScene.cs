using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A workshop in a temporary folder with two small pictures on its shelf; it can be closed and opened again.</summary>
internal sealed class WorkbenchScene : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly string _root = Directory.CreateTempSubdirectory("studio-").FullName;
    private readonly ConcurrentQueue<RunSummary> _changes = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly IReadOnlyList<ExamplePicture> _examples;

    /// <param name="examples">What is on the shelf besides.</param>
    /// <param name="folder">A folder that stays; null for one that goes with the scene.</param>
    public WorkbenchScene(IReadOnlyList<ExamplePicture>? examples = null, string? folder = null)
    {
        Folder = folder ?? Path.Combine(_root, "pictures of ü");
        _examples = examples ?? [];
        Open();
        Photo = Send("photo.png", PictureKind.Photo, TestPictures.Waves(48, 36, 1));
        Painting = Send("painting.png", PictureKind.Painting, TestPictures.Waves(40, 40, 2));
    }

    public Workbench Bench { get; private set; } = null!;

    public string Folder { get; }

    public ShelfPicture Photo { get; }

    public ShelfPicture Painting { get; }

    /// <summary>Opens the folder again, after <see cref="Close"/>.</summary>
    public void Open()
    {
        SettingValues device = new SettingValues(RunKind.Transfer).With(MachineSettings.Backend, "simd");
        Bench = new Workbench(Folder, device, _examples);
        Bench.Changed = run =>
        {
            _changes.Enqueue(run);
            _news.Release();
        };
    }

    public void Close() => Bench.Dispose();

    public string PathOf(string name) => Path.Combine(_root, name);

    public ShelfPicture Send(string name, PictureKind kind, RgbImage picture)
    {
        string file = PathOf("sent.png");
        ImageFile.Write(file, picture);
        return Bench.Shelf.Add(file, name, kind);
    }

    /// <summary>A wish for a small picture; 6 steps unless more are named.</summary>
    public RunWish Wish(params (string Name, JsonNode Value)[] more)
    {
        JsonObject settings = new() { ["photo"] = Photo.Id, ["painting"] = Painting.Id, ["size"] = 32, ["iterations"] = 6 };
        foreach ((string name, JsonNode value) in more)
            settings[name] = value;
        return new RunWish { Settings = settings };
    }

    /// <summary>A wish that goes on until somebody stops it.</summary>
    public RunWish Endless() => Wish(("iterations", 1_000_000), ("optimizer", "adam"), ("scales", 1));

    /// <summary>Waits until a run is in a state.</summary>
    public async Task<RunSummary> Until(string id, Func<RunSummary, bool> holds)
    {
        using CancellationTokenSource patience = new(s_patience);
        while (true)
        {
            if (Bench.TryFind(id) is { } now && holds(now))
                return now;
            // A server has the news for itself.
            await _news.WaitAsync(s_interval, patience.Token);
        }
    }

    public Task<RunSummary> Until(string id, RunState state) => Until(id, run => run.State == state);

    /// <summary>What was told of a run, in order.</summary>
    public IReadOnlyList<RunSummary> Told(string id) => [.. _changes.Where(run => run.Id == id)];

    public void Dispose()
    {
        Bench.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
