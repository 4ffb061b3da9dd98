using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio.Hosting;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Studio;

/// <summary>
/// Shows the one run of a command: it can be watched and steered, and what it is made from can be seen beside it. One of the run's
/// observers.
/// </summary>
internal sealed class SingleRunHost : IRunHost, IRunObserver
{
    private const string RunId = "run";

    private readonly string _copies = Directory.CreateTempSubdirectory("istyle-page-").FullName;
    private readonly LiveRun _live;
    private readonly SettingValues _values;
    private readonly PreviewCache _previews;
    private readonly DateTime _created = DateTime.UtcNow;
    private StudioServer? _server;
    private bool _isOver;

    /// <summary>Knows what the run is made from.</summary>
    /// <param name="values">The run's settings.</param>
    public SingleRunHost(SettingValues values)
    {
        _values = values.Absolute();
        _previews = new PreviewCache(_copies, () => { });
        Pictures = PicturesOf(_values);
        _live = new LiveRun(RunId) { Viewers = () => Viewers() };
        _live.Changed = _ => Changed?.Invoke(Summary());
    }

    /// <summary>How long the viewers' browsers get to fetch the last picture before the command ends.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Stops, pauses and changes the run.</summary>
    public RunControl Control => _live.Control;

    /// <inheritdoc/>
    public string? Folder => null;

    /// <inheritdoc/>
    public IReadOnlyList<RunSummary> Runs => [Summary()];

    /// <inheritdoc/>
    public IReadOnlyList<ShelfPicture> Pictures { get; }

    /// <inheritdoc/>
    public Action<RunSummary>? Changed { get; set; }

    /// <inheritdoc/>
    public Action<RunNews>? Progressed
    {
        get => _live.Progressed;
        set => _live.Progressed = value;
    }

    /// <inheritdoc/>
    public Func<int> Viewers { get; set; } = () => 0;

    /// <summary>Begins to serve the page.</summary>
    /// <param name="port">0 for any.</param>
    /// <exception cref="InputException">The port cannot be had.</exception>
    public StudioServer Serve(int port) => _server = new StudioServer(port, this);

    /// <inheritdoc/>
    public RunSummary? Find(string id) => id == RunId ? Summary() : null;

    /// <inheritdoc/>
    public LiveRun? Live(string id) => id == RunId ? _live : null;

    /// <inheritdoc/>
    public string? PictureOf(string id) => _isOver ? _values.Get(FileSettings.Output) : null;

    /// <inheritdoc/>
    public string Preview(string path, int? side) => _previews.FileOf(path, side);

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> StepsOf(string id) => [];

    /// <inheritdoc/>
    public RunSummary Ask(string id, Action<LiveRun> wish)
    {
        if (_isOver)
            throw new InputException("the run is over.");
        wish(_live);
        return Summary();
    }

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _live.Begin(run);

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => _live.Show(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening) => _live.Tell(happening);

    /// <inheritdoc/>
    public void End(TransferResult result, string output)
    {
        _live.End(result, output);
        _isOver = true;
        _live.Note($"{(result.Ending == TransferEnding.Finished ? "Finished" : "Stopped")}: wrote {Path.GetFileName(output)}.");
        _live.Close();
        DateTime deadline = DateTime.UtcNow + Farewell;
        while (_server is { } server && _live.Fetches < server.Viewers && DateTime.UtcNow < deadline)
            Thread.Sleep(20);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
        if (Directory.Exists(_copies))
            Directory.Delete(_copies, recursive: true);
    }

    private RunSummary Summary() => new()
    {
        Id = RunId,
        Title = Path.GetFileName(_values.Get(FileSettings.Output)!),
        Kind = _values.Kind.Name,
        State = !_isOver ? _live.State : _live.Result?.Ending == TransferEnding.Interrupted ? RunState.Stopped : RunState.Finished,
        Created = _created,
        Look = _live.Description?.Options.Preset.Name,
        Width = _live.Description?.Size.Width ?? 0,
        Height = _live.Description?.Size.Height ?? 0,
        Photo = Pictures.FirstOrDefault(picture => picture.Kind == PictureKind.Photo)?.Id,
        Paintings = [.. Pictures.Where(picture => picture.Kind == PictureKind.Painting).Select(picture =>
            new WeighedPicture(picture.Id, 1))],
        Command = new RunSpec(_values.Only(SettingEffect.Picture, SettingEffect.Rounding), [], "")
            .CommandLine(Path.GetFileName(_values.Get(FileSettings.Output)!)),
        Picture = _live.PictureVersion,
        Progress = _isOver ? null : _live.Progress,
        Weights = _live.Weights,
        StartWeights = _live.StartWeights,
        Message = _live.Message,
        Seconds = _live.Result?.Elapsed.TotalSeconds,
    };

    private static IReadOnlyList<ShelfPicture> PicturesOf(SettingValues values)
    {
        List<ShelfPicture> pictures = [];
        foreach (Setting setting in values.Kind.Settings.Where(setting => setting.IsInput && setting.IsRequired))
        {
            foreach (string text in values.TextsOf(setting))
            {
                if (setting.PathIn(text) is not var (path, _))
                    continue;
                ImageSize size = PictureFile.Open(path).Size;
                pictures.Add(new ShelfPicture(
                    $"{setting.Name}-{pictures.Count + 1}", Path.GetFileName(path), WishSettings.KindOf(setting), PictureOrigin.Run,
                        size.Width, size.Height, path));
            }
        }

        return pictures;
    }
}
