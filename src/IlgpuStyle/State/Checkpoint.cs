using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.State;

/// <summary>
/// A run between two steps in one file: a safetensors file with every vector, and in its metadata every
/// number of the state ("state.…") and what the caller says about the run ("record.…"); it ends with the sha256 of all that. It is written
/// beside its place, flushed to the disk and renamed: whoever looks finds the old file or the new one, whole.
/// </summary>
internal sealed class Checkpoint : IDisposable
{
    /// <summary>Raised when an older file can no longer be continued.</summary>
    public const int FormatVersion = 5;

    private const string VersionKey = "istyle-checkpoint", RecordPrefix = "record.", StatePrefix = "state.";

    // Behind the header's length; the version is the first of the metadata.
    private static readonly byte[] s_beginning = [.. "{\"__metadata__\":{\""u8, .. Encoding.UTF8.GetBytes(VersionKey), (byte)'"'];

    private readonly SafetensorsFile _file;
    private readonly string _path;
    private readonly Lazy<StateReader> _state;

    private Checkpoint(SafetensorsFile file, string path)
    {
        _file = file;
        _path = path;
        Record = Part(RecordPrefix);
        _state = new Lazy<StateReader>(ReadState);
    }

    /// <summary>What the writer's caller said about the run.</summary>
    public IReadOnlyDictionary<string, string> Record { get; }

    /// <summary>The run's state; the first call reads the whole file once.</summary>
    /// <exception cref="InputException">A byte of the file is not what was written.</exception>
    public StateReader State => _state.Value;

    /// <summary>
    /// Checks ahead of the run what can be checked: the folder and whether it lets us create files.
    /// </summary>
    /// <exception cref="InputException">A checkpoint cannot be written there.</exception>
    public static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"cannot write checkpoint '{path}': it is a folder; name a file in it.");
        try
        {
            AtomicFile.Probe(path);
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            throw new InputException($"cannot write checkpoint '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Whether a file is a checkpoint, of this version or another, whole or not: whether it begins as one.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static bool IsOne(string path) => FileFailure.Explain($"cannot read '{path}'", () =>
    {
        byte[] head = new byte[sizeof(long) + s_beginning.Length];
        using FileStream file = RegularFile.Open(path);
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.AsSpan(sizeof(long)).SequenceEqual(s_beginning);
    });

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file; an existing one is replaced once the new one is complete.</param>
    /// <param name="record">What a later reader must know about the run, by key.</param>
    /// <param name="state">The run.</param>
    /// <exception cref="InputException">The file cannot be written; an old one is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> record, IRunState state)
    {
        StateWriter writer = new();
        state.Save(writer);
        Dictionary<string, string> metadata = new() { [VersionKey] = $"{FormatVersion}" };
        foreach ((string key, string value) in record)
            metadata.Add(RecordPrefix + key, value);
        foreach ((string key, string value) in writer.Scalars)
            metadata.Add(StatePrefix + key, value);
        SafetensorsWriter.WriteSealed(path, metadata, writer.Parts);
    }

    /// <summary>Opens a checkpoint; vectors are read when they are asked for.</summary>
    /// <exception cref="InputException">
    /// It is missing, damaged, no checkpoint, or one of another format version.
    /// </exception>
    public static Checkpoint Open(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            if (!file.Metadata.TryGetValue(VersionKey, out string? version))
                throw new InputException(
                    $"'{path}' is no checkpoint of a run: its metadata lack '{VersionKey}'.");
            if (version != $"{FormatVersion}")
            {
                throw new InputException(
                    $"checkpoint '{path}' has format version {version}, this program continues "
                        + $"version {FormatVersion} only; "
                    + "continue it with the program that wrote it.");
            }

            return new Checkpoint(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private StateReader ReadState() => _file.IsSealIntact()
        ? new StateReader(_file, Part(StatePrefix))
        : throw new InputException(
            $"checkpoint '{_path}' is damaged: its bytes are not those that were written (their sha256 is another); take a copy of it, "
                + "or begin the run again.");

    private Dictionary<string, string> Part(string prefix) => _file.Metadata
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
}
