using System.Text;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// Drafts: what every look would make of a wish, with the size and the steps of <see cref="LookSettings.Draft"/> at most, each painted in a
/// second while nothing else is to be done; a run that is begun meanwhile interrupts it. Those of the latest wish come first; the
/// oldest of too many are forgotten. A draft that was made once is kept.
/// </summary>
internal sealed class DraftMaker
{
    // Of the looks of some wishes: more than one page asks for at a time.
    private const int MostWaiting = 32;

    private readonly object _lock = new();
    private readonly string _folder;
    private readonly Action _refuseLinks;
    private readonly Painter _painter;
    private readonly RunPlanner _planner;
    private readonly OpenWeights _weights;
    private readonly List<(Draft Draft, SettingValues Values)> _waiting = [];
    private (string Key, RunControl Control)? _present;

    /// <summary>Waits for wishes.</summary>
    /// <param name="folder">Where drafts are kept; anything in it may be deleted.</param>
    /// <param name="refuseLinks">Throws if a draft might be written elsewhere.</param>
    /// <param name="painter">Does the work.</param>
    /// <param name="planner">Makes small copies of pictures.</param>
    /// <param name="weights">The networks.</param>
    public DraftMaker(string folder, Action refuseLinks, Painter painter, RunPlanner planner, OpenWeights weights)
    {
        (_folder, _refuseLinks, _painter, _planner, _weights) = (folder, refuseLinks, painter, planner, weights);
        painter.Hurry = () =>
        {
            lock (_lock)
                _present?.Control.Stop();
        };
    }

    /// <summary>A draft is ready, or cannot be; called on the thread that computes.</summary>
    public Action<Draft>? Made { get; set; }

    /// <summary>The file of a draft; null if it is not ready.</summary>
    public string? FileOf(string key) =>
        key.All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(key)) ? PathOf(key) : null;

    /// <summary>The drafts of a wish, one for each look; what is not ready is made.</summary>
    /// <param name="wish">What is to be painted; its look does not count.</param>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public IReadOnlyList<Draft> Ask(SettingValues wish)
    {
        SettingValues copies = Small(_planner.AsCopies(wish));
        List<(Draft Draft, SettingValues Values)> drafts = [.. Look.All.Select(look =>
        {
            SettingValues values = look.In(copies);
            string key = KeyOf(values);
            return (new Draft(look.Name, key, FileOf(key) is not null), values);
        })];
        Enqueue([.. drafts.Where(draft => !draft.Draft.IsReady).DistinctBy(draft => draft.Draft.Key)]);
        return [.. drafts.Select(draft => draft.Draft)];
    }

    // Before all that wait; those that wait already come forward.
    private void Enqueue(IReadOnlyList<(Draft Draft, SettingValues Values)> drafts)
    {
        lock (_lock)
        {
            int before = _waiting.Count;
            _waiting.RemoveAll(waiting => drafts.Any(draft => draft.Draft.Key == waiting.Draft.Key));
            _waiting.InsertRange(0, drafts.Where(draft => draft.Draft.Key != _present?.Key));
            for (int i = before; i < _waiting.Count; i++)
                _painter.Run(MakeNext, isUrgent: false, CancellationToken.None);
            if (_waiting.Count > MostWaiting)
                _waiting.RemoveRange(MostWaiting, _waiting.Count - MostWaiting);
        }
    }

    // Each call that was asked for makes the first of those that wait then; none if they were forgotten.
    private bool MakeNext(PaintingDevice device)
    {
        (Draft Draft, SettingValues Values) next;
        RunControl control = new();
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return false;
            next = _waiting[0];
            _waiting.RemoveAt(0);
            _present = (next.Draft.Key, control);
        }

        Draft made = Make(next.Draft, next.Values, device, control);
        bool isInterrupted = made is { IsReady: false, Error: null };
        lock (_lock)
        {
            _present = null;
            if (isInterrupted)
                _waiting.Insert(0, next);
        }

        if (isInterrupted)
            _painter.Run(MakeNext, isUrgent: false, CancellationToken.None);
        else
            Made?.Invoke(made);
        return made.IsReady;
    }

    private Draft Make(Draft draft, SettingValues values, PaintingDevice device, RunControl control)
    {
        // Not at its place before it is done.
        string file = Path.Combine(_folder, $"{draft.Key}-unfinished.jpg");
        try
        {
            _refuseLinks();
            Directory.CreateDirectory(_folder);
            WeightsChoice choice = _weights.Of(values);
            RunRequest request = new(
                values.With(FileSettings.Output, file).With(FileSettings.NoRecord, "true"), choice, Announcements.None,
                    device.Hashes);
            TransferPictures pictures = request.ReadPictures();
            RunJob job = request.JobOn(pictures, device.Open(values).Backend, [], device.Cache) with { Control = control };
            if (job.Run().Ending == TransferEnding.Interrupted)
            {
                File.Delete(file);
                return draft;
            }

            File.Move(file, PathOf(draft.Key), overwrite: true);
            return draft with { IsReady = true };
        }
        catch (Exception exception) when (exception is InputException or OutOfMemoryException || FileFailure.IsOne(exception))
        {
            return draft with { Error = exception.Message };
        }
    }

    private static SettingValues Small(SettingValues values)
    {
        SettingValues draft = values.Without(
            LookSettings.Scales, LookSettings.FirstIterations, MachineSettings.Tile, MachineSettings.Memory, ExpertSettings.StopBelow,
            ExpertSettings.StopWindow);
        if (values.Get(LookSettings.Size) > LookSettings.DraftSize)
            draft = draft.Without(LookSettings.Size);
        if (values.Get(LookSettings.Iterations) > LookSettings.DraftIterations)
            draft = draft.Without(LookSettings.Iterations);
        return draft.With(LookSettings.Draft, "true");
    }

    private string PathOf(string key) => Path.Combine(_folder, key + ".jpg");

    // The copies' names change with what they are copies of.
    private string KeyOf(SettingValues values)
    {
        StringBuilder text = new(_weights.Of(values).File.Sha256);
        text.Append('\n').Append(Records.ProgramBuild.Id);
        foreach ((Setting setting, IReadOnlyList<string> texts) in values.Only(SettingEffect.Picture).All)
            text.Append('\n').Append(setting.Name).Append('=').AppendJoin(',', texts);
        return FileHash.OfText(text.ToString())[..24];
    }
}
