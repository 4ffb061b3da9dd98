using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// A folder of run folders: what it holds, and what is done to it. Deleted runs lie in a trash for a month. Safe for any thread.
/// </summary>
internal sealed class RunCollection
{
    private static readonly TimeSpan s_trashTime = TimeSpan.FromDays(30);

    private const string OwnFolder = "masks";

    private readonly object _lock = new();
    private readonly string _folder;
    private readonly string _trash;
    private readonly Dictionary<string, KeptRun> _runs = [];

    /// <summary>Reads all that is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="hidden">The folder in it for the workshop's own files.</param>
    public RunCollection(string folder, string hidden)
    {
        _folder = folder;
        _trash = Path.Combine(hidden, "trash");
        EmptyTrash();
        Rescan();
    }

    /// <summary>All runs, newest first.</summary>
    public IReadOnlyList<KeptRun> All
    {
        get
        {
            lock (_lock)
                return [.. _runs.Values.OrderByDescending(run => run.Created)];
        }
    }

    /// <summary>Looks for what somebody else has done in the folder since.</summary>
    public void Rescan()
    {
        lock (_lock)
        {
            string[] folders = [.. Directory.GetDirectories(_folder).Where(folder => !Path.GetFileName(folder).StartsWith('.'))];
            foreach (string gone in _runs.Keys.Except(folders.Select(folder => Path.GetFileName(folder)!)).ToArray())
                _runs.Remove(gone);
            foreach (string folder in folders)
            {
                if (!_runs.TryGetValue(Path.GetFileName(folder), out KeptRun? known) || known.Stamp != Directory.GetLastWriteTimeUtc(
                    folder))
                    Keep(KeptRun.Read(folder));
            }
        }
    }

    /// <summary>The run of that name; null if there is none.</summary>
    public KeptRun? Find(string id)
    {
        lock (_lock)
            return _runs.GetValueOrDefault(id);
    }

    /// <summary>Reads a run again that has gone on.</summary>
    public KeptRun? Refresh(string id)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(id, out KeptRun? run))
                return null;
            Keep(KeptRun.Read(run.Folder));
            return _runs.GetValueOrDefault(id);
        }
    }

    /// <summary>Makes the folder of a new run; what it needs besides pictures is copied into it.</summary>
    /// <param name="values">What to paint, without places.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="parent">The run that it goes on from.</param>
    /// <param name="isFilmed">Whether it is filmed.</param>
    /// <exception cref="InputException">The disk does not allow it; nothing is left behind.</exception>
    public KeptRun Create(SettingValues values, string title, string? parent, bool isFilmed)
    {
        lock (_lock)
        {
            // Another folder in its place would keep it from coming back.
            if (!Directory.Exists(_folder))
                throw new InputException($"the folder '{_folder}' is gone; put it back where it was, or start the studio again.");
            ForeignLinks.Refuse(_folder);
            string id = Slug.Unique(
                Slug.Of(title, "picture"),
                name => Path.Exists(Path.Combine(_folder, name)) || Directory.Exists(Path.Combine(_trash, name))
                    || name == PictureShelf.FolderName);
            string folder = Path.Combine(_folder, id);
            try
            {
                FileFailure.Explain($"cannot make the folder '{folder}'", () => Directory.CreateDirectory(folder));
                values = CopyOwn(values, folder)
                    .With(FileSettings.Output, Path.Combine(folder, id + ".png"))
                    .With(FileSettings.Folder, folder);
                if (isFilmed)
                    values = values.With(FileSettings.Video, Path.Combine(folder, id + ".mp4"));
                new AboutRun
                {
                    Title = title,
                    Created = DateTime.UtcNow,
                    Parent = parent,
                    IsWanted = true,
                    Kind = values.Kind.Name,
                    Settings = RunSpecJson.WriteValues(values),
                }.Write(folder);
                return Keep(KeptRun.Read(folder))!;
            }
            catch
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
                throw;
            }
        }
    }

    /// <summary>Writes what the workshop keeps of a run anew.</summary>
    /// <exception cref="InputException">The disk does not allow it; nothing has changed.</exception>
    public KeptRun Change(KeptRun run, Func<AboutRun, AboutRun> change)
    {
        lock (_lock)
        {
            ForeignLinks.Refuse(_folder);
            AboutRun about = change(AboutOf(run));
            about.Write(run.Folder);
            return Keep(run with { About = about })!;
        }
    }

    /// <summary>The same where the disk does not allow it: remembered as long as the workshop is open.</summary>
    public KeptRun Note(KeptRun run, Func<AboutRun, AboutRun> change)
    {
        lock (_lock)
            return Keep(run with { About = change(AboutOf(run)) })!;
    }

    /// <summary>Puts a run into the trash.</summary>
    /// <exception cref="InputException">The disk does not allow it.</exception>
    public void Delete(KeptRun run)
    {
        lock (_lock)
        {
            ForeignLinks.Refuse(_folder);
            FileFailure.Explain($"cannot delete '{run.Folder}'", () =>
            {
                Directory.CreateDirectory(_trash);
                string place = Path.Combine(_trash, run.Id);
                Directory.Move(run.Folder, place);
                Directory.SetLastWriteTimeUtc(place, DateTime.UtcNow);
            });
            _runs.Remove(run.Id);
        }
    }

    /// <summary>Takes a run out of the trash again; null if it is not there.</summary>
    /// <exception cref="InputException">Its place is taken, or the disk does not allow it.</exception>
    public KeptRun? Restore(string id)
    {
        lock (_lock)
        {
            string place = Path.Combine(_trash, id), folder = Path.Combine(_folder, id);
            // The name comes from outside.
            if (id != Path.GetFileName(id) || id.Length == 0 || !Directory.Exists(place))
                return null;
            ForeignLinks.Refuse(_folder);
            FileFailure.Explain($"cannot restore '{folder}'", () => Directory.Move(place, folder));
            return Keep(KeptRun.Read(folder));
        }
    }

    private static AboutRun AboutOf(KeptRun run) => run.About ?? new AboutRun
    {
        Title = run.Title,
        Created = run.Created,
        Kind = run.Values.Kind.Name,
        Settings = [],
    };

    /// <summary>Whether a file is a run's own copy of a picture that it went on from, or of a mask.</summary>
    public static bool IsOwnCopy(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == OwnFolder;

    private KeptRun? Keep(KeptRun? run)
    {
        if (run is not null)
            _runs[run.Id] = run;
        return run;
    }

    // Masks and the pictures that it starts from or is drawn to belong to this run alone: they lie beside it, whatever becomes of the
    // others.
    private static SettingValues CopyOwn(SettingValues values, string folder)
    {
        foreach ((Setting setting, IReadOnlyList<string> texts) in values.All.ToArray())
        {
            if (!setting.IsInput || setting.Position is not null)
                continue;
            List<string> copies = [];
            foreach (string text in texts)
            {
                if (setting.PathIn(text) is not var (path, rest))
                {
                    copies.Add(text);
                    continue;
                }

                string copy = Path.Combine(folder, OwnFolder, $"{setting.Name}-{copies.Count + 1}{Path.GetExtension(path)}");
                FileFailure.Explain($"cannot write '{copy}'", () =>
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(path, copy);
                });
                copies.Add(copy + rest);
            }

            values = values.With(setting, copies);
        }

        return values;
    }

    private void EmptyTrash()
    {
        if (!Directory.Exists(_trash))
            return;
        foreach (string folder in Directory.GetDirectories(_trash).Where(folder =>
            DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > s_trashTime))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (FileFailure.IsOne(e))
            {
                // It stays until it can be deleted.
            }
        }
    }
}
