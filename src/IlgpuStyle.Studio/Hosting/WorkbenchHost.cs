using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Studio.Hosting;

/// <summary>Shows a workshop.</summary>
/// <param name="bench">Stays the caller's.</param>
internal sealed class WorkbenchHost(Workbench bench) : IRunHost
{
    /// <summary>The workshop.</summary>
    public Workbench Bench => bench;

    /// <inheritdoc/>
    public string? Folder => bench.Folder;

    /// <inheritdoc/>
    public IReadOnlyList<RunSummary> Runs => bench.Runs;

    /// <inheritdoc/>
    public IReadOnlyList<ShelfPicture> Pictures => bench.Shelf.All;

    /// <inheritdoc/>
    public Action<RunSummary>? Changed
    {
        get => bench.Changed;
        set => bench.Changed = value;
    }

    /// <inheritdoc/>
    public Action<RunNews>? Progressed
    {
        get => bench.Progressed;
        set => bench.Progressed = value;
    }

    /// <inheritdoc/>
    public Func<int> Viewers
    {
        get => bench.Viewers;
        set => bench.Viewers = value;
    }

    /// <inheritdoc/>
    public RunSummary? Find(string id) => bench.TryFind(id);

    /// <inheritdoc/>
    public LiveRun? Live(string id) => bench.Live(id);

    /// <inheritdoc/>
    public string? PictureOf(string id) => bench.Kept(id) is { HasPicture: true } run ? run.Output : null;

    /// <inheritdoc/>
    public string Preview(string path, int? side) => bench.Preview(path, side);

    /// <inheritdoc/>
    public IReadOnlyList<StepRecord> StepsOf(string id)
    {
        string log = bench.Kept(id).LogFile;
        StepHistory history = new();
        foreach (StepRecord step in File.Exists(log) ? RunLog.Read(log).OfType<StepRecord>() : [])
            history.Add(step);
        return history.Steps;
    }

    /// <inheritdoc/>
    public RunSummary Ask(string id, Action<LiveRun> wish) => bench.Ask(id, wish);
}
