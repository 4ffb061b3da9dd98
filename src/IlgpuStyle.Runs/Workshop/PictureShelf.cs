using System.Text.Json;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// The pictures that runs of a workshop can be made from: what was sent, the program's examples, what earlier runs have read. What was
/// sent lies under its own name in <c>pictures/</c> of the workshop's folder. Safe for any thread.
/// </summary>
internal sealed class PictureShelf
{
    /// <summary>The folder's name.</summary>
    public const string FolderName = "pictures";

    private readonly object _lock = new();
    private readonly string _workshop;
    private readonly string _folder;
    private readonly string _indexFile;
    private readonly PreviewCache _previews;
    private readonly List<ShelfPicture> _pictures = [];
    private Task _reading = Task.CompletedTask;

    /// <summary>Finds what is there.</summary>
    /// <param name="folder">The workshop's folder.</param>
    /// <param name="hidden">The folder for its own files.</param>
    /// <param name="previews">Makes smaller copies.</param>
    /// <param name="examples">The program's pictures.</param>
    /// <exception cref="InputException">The examples cannot be written.</exception>
    public PictureShelf(string folder, string hidden, PreviewCache previews, IReadOnlyList<ExamplePicture> examples)
    {
        _workshop = folder;
        _folder = Path.Combine(folder, FolderName);
        _indexFile = Path.Combine(hidden, "pictures.json");
        _previews = previews;
        _pictures.AddRange(ReadIndex());
        foreach (ExamplePicture example in examples)
            AddExample(example, Path.Combine(hidden, "examples"));
    }

    /// <summary>A picture has come; called on any thread.</summary>
    public Action<ShelfPicture>? Added { get; set; }

    /// <summary>All of them: what came last is first, the examples are last.</summary>
    public IReadOnlyList<ShelfPicture> All
    {
        get
        {
            lock (_lock)
                return [.. _pictures];
        }
    }

    /// <summary>The id of a picture.</summary>
    /// <param name="sha256">Of its content.</param>
    /// <param name="kind">One file can be photo and painting.</param>
    public static string IdOf(string sha256, PictureKind kind) => sha256[..16] + "pam"[(int)kind];

    /// <summary>The picture of that id; null if there is none.</summary>
    public ShelfPicture? Find(string id)
    {
        lock (_lock)
            return _pictures.FirstOrDefault(picture => picture.Id == id);
    }

    /// <summary>Takes a file in; one that is there already is only found again.</summary>
    /// <param name="temporary">The bytes, in a file that is moved or deleted.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="kind">What it is for.</param>
    /// <exception cref="InputException">It is no picture that can be read, or the disk has no room; the message knows it by its
    /// name.</exception>
    public ShelfPicture Add(string temporary, string name, PictureKind kind)
    {
        try
        {
            string id = IdOf(As(name, temporary, FileHash.Of), kind);
            if (Find(id) is { } known)
                return known;
            PictureFile file = As(name, temporary, path => PictureFile.Open(path));
            RgbImage image = As(name, temporary, _ => PreviewCache.Read(file));
            ShelfPicture picture = Move(temporary, id, name, kind, file.Size, image);
            Put(picture, first: true);
            return picture;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Knows a file that a run has read, where it lies, as soon as it has been looked at. One that has changed since is another picture.
    /// </summary>
    public void Know(InputFile input, PictureKind kind)
    {
        string id = IdOf(input.Sha256, kind);
        lock (_lock)
        {
            if (_pictures.All(picture => picture.Id != id))
                _reading = _reading.ContinueWith(_ => Look(input, id, kind), TaskScheduler.Default);
        }
    }

    /// <summary>Takes a picture that was sent off the shelf, and deletes it.</summary>
    /// <exception cref="InputException">It was not sent, or cannot be deleted.</exception>
    public void Remove(ShelfPicture picture)
    {
        if (picture.Origin != PictureOrigin.Upload)
            throw new InputException($"'{picture.Name}' was not sent here; it stays where it is.");
        ForeignLinks.Refuse(_workshop);
        FileFailure.Explain($"cannot delete '{picture.Path}'", () => File.Delete(picture.Path));
        lock (_lock)
        {
            _pictures.Remove(picture);
            WriteIndex();
        }
    }

    private void Look(InputFile input, string id, PictureKind kind)
    {
        try
        {
            if (Find(id) is not null || !File.Exists(input.Path) || FileHash.Of(input.Path) != input.Sha256)
                return;
            PictureFile file = PictureFile.Open(input.Path);
            _previews.Keep(input.Path, PreviewCache.Read(file));
            Put(new ShelfPicture(
                id, Path.GetFileName(input.Path), kind, PictureOrigin.Run, file.Size.Width, file.Size.Height, input.Path), first: false);
        }
        catch (InputException)
        {
            // What cannot be read any more is not offered.
        }
    }

    private void Put(ShelfPicture picture, bool first)
    {
        lock (_lock)
        {
            int examples = _pictures.FindIndex(other => other.Origin == PictureOrigin.Example);
            _pictures.Insert(first ? 0 : examples < 0 ? _pictures.Count : examples, picture);
            WriteIndex();
        }

        Added?.Invoke(picture);
    }

    private ShelfPicture Move(string temporary, string id, string name, PictureKind kind, ImageSize size, RgbImage image)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        string slug = Slug.Of(Path.GetFileNameWithoutExtension(name), "picture");
        return FileFailure.Explain($"cannot keep '{name}'", () =>
        {
            lock (_lock)
            {
                ForeignLinks.Refuse(_workshop);
                Directory.CreateDirectory(_folder);
                string file = Slug.Unique(slug, candidate => File.Exists(Path.Combine(_folder, candidate + extension))) + extension;
                string path = Path.Combine(_folder, file);
                File.Move(temporary, path);
                _previews.Keep(path, image);
                return new ShelfPicture(id, name, kind, PictureOrigin.Upload, size.Width, size.Height, path);
            }
        });
    }

    // The user knows the picture by its name, not by that of the file which holds it for the moment.
    private static T As<T>(string name, string temporary, Func<string, T> read)
    {
        try
        {
            return read(temporary);
        }
        catch (InputException e)
        {
            throw new InputException(e.Message.Replace(temporary, name, StringComparison.Ordinal), e);
        }
    }

    private void AddExample(ExamplePicture example, string folder)
    {
        string path = Path.Combine(folder, example.Name);
        using Stream bytes = example.Open();
        if (!File.Exists(path) || new FileInfo(path).Length != bytes.Length)
        {
            FileFailure.Explain($"cannot write '{path}'", () =>
            {
                Directory.CreateDirectory(folder);
                AtomicFile.Write(path, bytes.CopyTo);
            });
        }

        ImageSize size = PictureFile.Open(path).Size;
        _pictures.Add(new ShelfPicture(
            IdOf(FileHash.Of(path), example.Kind), example.Name, example.Kind, PictureOrigin.Example, size.Width, size.Height, path));
    }

    private IEnumerable<ShelfPicture> ReadIndex()
    {
        JsonElement[] entries;
        try
        {
            entries = JsonSerializer.Deserialize<JsonElement[]>(RegularFile.ReadText(_indexFile), RunJson.Options) ?? [];
        }
        catch (Exception e) when (FileFailure.IsOne(e) || e is JsonException)
        {
            entries = [];
        }

        return entries.Select(ReadEntry).OfType<Entry>()
            .Select(entry => new ShelfPicture(
                entry.Id, entry.Name, entry.Kind, entry.Origin, entry.Width, entry.Height, Path.Combine(_folder, entry.File)))
            .Where(picture => RegularFile.HasBytes(picture.Path));
    }

    // Null for one that is damaged, or that this class did not write: the folder may come from a stranger, and what was sent is deleted
    // on request. What was sent has a name in the folder, which may have been moved since; what a run has read, an absolute path.
    private static Entry? ReadEntry(JsonElement json)
    {
        try
        {
            return json.Deserialize<Entry>(RunJson.Options) is { Id.Length: > 0, Name: not null, File.Length: > 0 } entry
                && entry.Origin switch
                {
                    PictureOrigin.Upload => entry.File == Path.GetFileName(entry.File),
                    PictureOrigin.Run => Path.IsPathFullyQualified(entry.File),
                    _ => false,
                } ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void WriteIndex()
    {
        ForeignLinks.Refuse(_workshop);
        Entry[] entries = [.. _pictures.Where(picture => picture.Origin != PictureOrigin.Example).Select(picture => new Entry(
            picture.Id, picture.Origin == PictureOrigin.Upload ? Path.GetFileName(picture.Path) : picture.Path,
            picture.Name, picture.Kind, picture.Origin, picture.Width, picture.Height))];
        FileFailure.Explain(
            $"cannot write '{_indexFile}'", () =>
                AtomicFile.Write(_indexFile, stream => JsonSerializer.Serialize(stream, entries, RunJson.Options)));
    }

    private sealed record Entry(string Id, string File, string Name, PictureKind Kind, PictureOrigin Origin, int Width, int Height);
}
