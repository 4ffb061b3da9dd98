using System.Collections.Concurrent;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// A folder of runs, the pictures that they are made from, and the one queue that paints them. Pages and paint programs show it; everything
/// that they can do stands here. Safe for any thread.
/// </summary>
internal sealed class Workbench : IDisposable
{
    /// <summary>The folder in the workshop's folder for its own files.</summary>
    public const string HiddenName = ".studio";

    private readonly FolderLock _lock;
    private readonly OpenWeights _weights = new();
    private readonly RunCollection _collection;
    private readonly WishReader _reader;
    private readonly RunPlanner _planner;
    private readonly Painter _painter;
    private readonly RunPainter _runPainter;
    private readonly PreviewCache _previews;
    private readonly ConcurrentDictionary<string, LiveRun> _live = new();
    private bool _isDisposed;

    /// <summary>Opens a folder, or makes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="device">The device's settings where a run names none.</param>
    /// <param name="examples">The program's pictures.</param>
    /// <exception cref="InputException">Another workshop has it, it cannot be written to, or links lead out of it.</exception>
    public Workbench(string folder, SettingValues device, IReadOnlyList<ExamplePicture> examples)
    {
        Folder = Path.GetFullPath(folder);
        string hidden = Path.Combine(Folder, HiddenName);
        RefuseLinks();
        FileFailure.Explain($"cannot make the folder '{Folder}'", () => Directory.CreateDirectory(hidden));
        Temporary = Path.Combine(hidden, "incoming");
        _lock = new FolderLock(hidden, Folder);
        try
        {
            PrepareTemporary();
            _previews = new PreviewCache(Path.Combine(hidden, "previews"), RefuseLinks);
            Shelf = new PictureShelf(Folder, hidden, _previews, examples);
            _collection = new RunCollection(Folder, hidden);
            Settings = new WishSettings(Shelf, id => _collection.Find(id) is { HasPicture: true } run ? run.Output : null);
            PaintingDevice painting = new(device);
            _reader = new WishReader(_collection, Settings, _weights, painting);
            _planner = new RunPlanner(Shelf, _previews, _weights, Path.Combine(hidden, "scratch"));
            _painter = new Painter(painting);
            _runPainter = new RunPainter(Folder, _painter, _planner, _weights);
            Drafts = new DraftMaker(Path.Combine(hidden, "drafts"), RefuseLinks, _painter, _planner, _weights);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        foreach (KeptRun run in _collection.All)
            KnowInputs(run);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>A folder for files on their way in.</summary>
    public string Temporary { get; }

    /// <summary>The path for a file on its way in.</summary>
    /// <exception cref="InputException">Links lead out of the folder.</exception>
    public string NewTemporary()
    {
        RefuseLinks();
        return Path.Combine(Temporary, $"{Guid.NewGuid():N}");
    }

    /// <summary>The pictures.</summary>
    public PictureShelf Shelf { get; }

    /// <summary>The drafts.</summary>
    public DraftMaker Drafts { get; }

    /// <summary>Settings as others see them.</summary>
    public WishSettings Settings { get; }

    /// <summary>How many look.</summary>
    public Func<int> Viewers { get; set; } = () => 1;

    /// <summary>A run has changed besides its progress; called on any thread.</summary>
    public Action<RunSummary>? Changed { get; set; }

    /// <summary>A run is further; called on the thread that computes.</summary>
    public Action<RunNews>? Progressed { get; set; }

    /// <summary>A run is gone; called on any thread.</summary>
    public Action<string>? Removed { get; set; }

    /// <summary>All runs, newest first, also what somebody else has made in the folder meanwhile.</summary>
    public IReadOnlyList<RunSummary> Runs
    {
        get
        {
            _collection.Rescan();
            return [.. _collection.All.Select(Summary)];
        }
    }

    /// <summary>Where it could be spoken to when it was open last; empty if that is not known.</summary>
    public string FormerAddress => _lock.FormerAddress;

    /// <summary>Tells the user's other programs where it can be spoken to.</summary>
    /// <exception cref="InputException">The disk does not allow it.</exception>
    public void Publish(string address) => _lock.Publish(address);

    /// <summary>One run; null if there is none of that name.</summary>
    public RunSummary? TryFind(string id) => _collection.Find(id) is { } run ? Summary(run) : null;

    /// <summary>The run's folder and files.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public KeptRun Kept(string id) => _collection.Find(id) ?? throw new InputException($"there is no run '{id}'.");

    /// <summary>The run while it waits or is being painted; null otherwise.</summary>
    public LiveRun? Live(string id) => _live.GetValueOrDefault(id);

    /// <summary>A copy of a picture that any program shows.</summary>
    /// <param name="path">The picture's file.</param>
    /// <param name="side">Long side in pixels; null for its own size.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public string Preview(string path, int? side) => _previews.FileOf(path, side);

    /// <summary>Puts a new run into the queue.</summary>
    /// <exception cref="InputException">The wish means nothing, or the disk has no room.</exception>
    public RunSummary Add(RunWish wish)
    {
        (SettingValues values, string title) = _reader.Read(wish);
        return Enqueue(_collection.Create(values, title, wish.From, wish.Film));
    }

    /// <summary>What a wish would take.</summary>
    /// <exception cref="InputException">It means nothing, or nothing fits.</exception>
    public Task<PlannedRun> Plan(RunWish wish, CancellationToken cancellation)
    {
        SettingValues values = _reader.Read(wish).Values;
        return _painter.Run(device => _planner.Plan(values, device), isUrgent: true, cancellation);
    }

    /// <summary>What each look would make of a wish.</summary>
    /// <exception cref="InputException">It means nothing.</exception>
    public IReadOnlyList<Draft> AskDrafts(RunWish wish) => Drafts.Ask(_reader.Read(wish).Values);

    /// <summary>Puts a run that was interrupted back into the queue.</summary>
    /// <exception cref="InputException">It is finished, or there already.</exception>
    public RunSummary Resume(string id)
    {
        KeptRun run = Kept(id);
        if (_live.ContainsKey(id) || run.State == RunState.Finished)
            throw new InputException($"'{run.Title}' {(_live.ContainsKey(id) ? "is under way" : "is finished")}; there is nothing to go "
                + "on with.");
        RunSpec.RequireFiles(run.Values, run.Folder);
        return Enqueue(_collection.Change(run, about => about with { Failure = null, IsWanted = true }));
    }

    /// <summary>Asks something of a run that is being painted.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public RunSummary Ask(string id, Action<LiveRun> wish)
    {
        KeptRun run = Kept(id);
        if (!_live.TryGetValue(id, out LiveRun? live) || live != _painter.Present)
            throw new InputException($"'{run.Title}' is not being painted now.");
        wish(live);
        _painter.Wake();
        return Summary(run);
    }

    /// <summary>Gives a run another title.</summary>
    /// <exception cref="InputException">It is empty or too long, or the disk does not allow it.</exception>
    public RunSummary Rename(string id, string title)
    {
        title = WishReader.PlainTitle(title);
        if (title.Length is 0 or > WishReader.LongestTitle)
            throw new InputException($"a title has 1 to {WishReader.LongestTitle} characters.");
        RunSummary summary = Summary(_collection.Change(Kept(id), about => about with { Title = title }));
        Changed?.Invoke(summary);
        return summary;
    }

    /// <summary>Puts a run into the trash; one that waits is not painted any more.</summary>
    /// <exception cref="InputException">It is being painted, or the disk does not allow it.</exception>
    public void Delete(string id)
    {
        KeptRun run = Kept(id);
        if (_live.ContainsKey(id) && !_painter.Withdraw(id))
            throw new InputException($"'{run.Title}' is being painted; stop it first.");
        _live.TryRemove(id, out _);
        _collection.Delete(run);
        Removed?.Invoke(id);
    }

    /// <summary>Takes a run out of the trash.</summary>
    /// <exception cref="InputException">It is not there, or the disk does not allow it.</exception>
    public RunSummary Restore(string id)
    {
        RunSummary summary = Summary(_collection.Restore(id) ?? throw new InputException($"there is no deleted run '{id}'."));
        Changed?.Invoke(summary);
        return summary;
    }

    /// <summary>Deletes a picture that was sent, unless a run that is not done needs it.</summary>
    /// <exception cref="InputException">One does, or it was not sent, or cannot be deleted.</exception>
    public void RemovePicture(ShelfPicture picture)
    {
        if (_collection.All.FirstOrDefault(run =>
            (_live.ContainsKey(run.Id) || run.State != RunState.Finished) && run.Values.InputFiles.Contains(picture.Path))
            is { } user)
        {
            throw new InputException($"'{picture.Name}' is needed by '{user.Title}', which is not done; delete that first.");
        }

        Shelf.Remove(picture);
    }

    /// <summary>What can be made of a run's picture in a word: each variation that is none yet with what it sets.</summary>
    /// <exception cref="InputException">There is no such run, or its settings mean nothing to this version.</exception>
    public IReadOnlyList<(Variation Variation, string Setting)> Variations(string id)
    {
        (SettingValues values, StyleTransferOptions options) = _reader.MeaningOf(Kept(id));
        return values.Kind != RunKind.Transfer ? [] :
        [
            .. Variation.All.Where(variation => variation.ChangesAnything(options))
                .Select(variation => (variation, variation.Describe(options))),
        ];
    }

    /// <summary>What differs between two runs, in words.</summary>
    /// <exception cref="InputException">One is not there, or its settings mean nothing to this version.</exception>
    public IReadOnlyList<string> Differences(string before, string after) =>
        SettingDifferences.Between(_reader.MeaningOf(Kept(before)), _reader.MeaningOf(Kept(after)));

    /// <summary>Stops what is being painted, which keeps its checkpoint, and lets others have the folder.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _painter.Dispose();
        _weights.Dispose();
        _lock.Dispose();
    }

    private RunSummary Enqueue(KeptRun run)
    {
        LiveRun live = new(run.Id) { Viewers = () => Viewers() };
        live.Changed = _ => Tell(run.Id);
        live.Progressed = news => Progressed?.Invoke(news);
        _live[run.Id] = live;
        _painter.Enqueue(live, device => Paint(run, live, device));
        RunSummary summary = Summary(run);
        Changed?.Invoke(summary);
        return summary;
    }

    private void Paint(KeptRun run, LiveRun live, PaintingDevice device)
    {
        Tell(run.Id);
        string? failure = _runPainter.Paint(run, live, device);
        KeptRun? now = _collection.Refresh(run.Id);
        // What the end of the workshop has interrupted stays wanted.
        if (now is not null && !_isDisposed)
            now = End(now, failure);
        _live.TryRemove(run.Id, out _);
        live.Close();
        if (now is not null)
            KnowInputs(now);
        Tell(run.Id);
    }

    private KeptRun End(KeptRun run, string? failure)
    {
        AboutRun Ended(AboutRun about) => about with { Failure = failure, IsWanted = false };
        try
        {
            return _collection.Change(run, Ended);
        }
        catch (InputException)
        {
            // A full disk may be the failure itself: it is said as long as the workshop is open.
            return _collection.Note(run, Ended);
        }
    }

    private void Tell(string id)
    {
        if (_collection.Find(id) is { } run)
            Changed?.Invoke(Summary(run));
    }

    private RunSummary Summary(KeptRun run)
    {
        _live.TryGetValue(run.Id, out LiveRun? live);
        return RunSummary.Of(run, live, live is not null && live == _painter.Present, Settings);
    }

    private void KnowInputs(KeptRun run)
    {
        foreach (Setting setting in new Setting[] { InputSettings.Photo, InputSettings.Painting }.Where(run.Values.Kind.Settings.Contains))
        {
            foreach (string text in run.Values.TextsOf(setting))
            {
                if (setting.PathIn(text) is var (path, _) && run.Inputs.FirstOrDefault(input => input.Path == path) is { } input)
                    Shelf.Know(input, WishSettings.KindOf(setting));
            }
        }
    }

    private void RefuseLinks() => ForeignLinks.Refuse(Folder);

    // What a former server did not finish receiving is of no use.
    private void PrepareTemporary() => FileFailure.Explain($"cannot use '{Temporary}'", () =>
    {
        if (Directory.Exists(Temporary))
            Directory.Delete(Temporary, recursive: true);
        Directory.CreateDirectory(Temporary);
    });
}
