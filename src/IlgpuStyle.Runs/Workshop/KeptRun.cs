using System.Text;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A run folder as it lies on the disk, whoever made it.</summary>
internal sealed record KeptRun
{
    private static readonly SettingEffect[] s_allEffects = Enum.GetValues<SettingEffect>();

    // A line of a log is a kilobyte or two; the last ones are within this.
    private const int TailBytes = 1 << 16;

    private KeptRun(string folder, SettingValues values)
    {
        Folder = folder;
        Values = values;
    }

    /// <summary>The folder's name, which is the run's name for others.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <summary>The folder.</summary>
    public string Folder { get; private init; }

    /// <summary>Its settings, with absolute paths.</summary>
    public SettingValues Values { get; private init; }

    /// <summary>What the workshop knows of it; null if it was made elsewhere.</summary>
    public AboutRun? About { get; init; }

    /// <summary>How it began; null before it has.</summary>
    public BeginRecord? Begin { get; private init; }

    /// <summary>How it ended; null before it has.</summary>
    public EndRecord? End { get; private init; }

    /// <summary>The picture.</summary>
    public required string Output { get; init; }

    /// <summary>Whether there is a picture.</summary>
    public bool HasPicture => File.Exists(Output);

    /// <summary>Whether it can go on where it was.</summary>
    public bool HasCheckpoint => File.Exists(Path.Combine(Folder, RunFiles.CheckpointName));

    /// <summary>Its report; null if there is none.</summary>
    public string? Report => Existing(Path.Combine(Folder, RunFolder.ReportName));

    /// <summary>Its film; null if there is none.</summary>
    public string? Film => Values.Has(FileSettings.Video)
        ? Existing(Path.Combine(Folder, Path.GetFileName(Values.Get(FileSettings.Video)!))) : null;

    /// <summary>When files last came into the folder or left it, as it was read.</summary>
    public DateTime Stamp { get; private init; }

    /// <summary>What it is called.</summary>
    public string Title => About?.Title ?? Slug.Plain(Output);

    /// <summary>When it was asked for, or began; UTC.</summary>
    public DateTime Created => About?.Created ?? Begin?.Time ?? Directory.GetCreationTimeUtc(Folder);

    /// <summary>The files that it has read, as far as it has begun.</summary>
    public IReadOnlyList<InputFile> Inputs => Begin?.Record?.Run.Inputs ?? [];

    /// <summary>The log.</summary>
    public string LogFile => Path.Combine(Folder, RunFolder.LogName);

    /// <summary>What has become of it, while nobody paints it.</summary>
    public RunState State =>
        About?.Failure is not null ? RunState.Failed
        : End is not null && HasPicture && !HasCheckpoint ? RunState.Finished
        : RunState.Stopped;

    /// <summary>Reads a folder; null if it holds no run.</summary>
    public static KeptRun? Read(string folder)
    {
        string log = Path.Combine(folder, RunFolder.LogName);
        if (!IsRun(folder))
            return null;
        DateTime stamp = Directory.GetLastWriteTimeUtc(folder);
        AboutRun? about = AboutRun.Read(folder);
        (BeginRecord? begin, EndRecord? end) = ReadLog(log);
        if ((begin?.Record?.Run.Settings ?? SettingsOf(about)) is not { } values)
            return null;
        // Where the film and the picture go stands in what was asked for, not in the record.
        if (SettingsOf(about) is { } asked)
            values = values.With(asked.Only(SettingEffect.Place));
        return new KeptRun(folder, values)
        {
            Stamp = stamp,
            About = about,
            Begin = begin,
            End = end,
            Output = OutputIn(folder, begin?.Output ?? values.Get(FileSettings.Output)),
        };
    }

    /// <summary>Whether a folder looks like a run's.</summary>
    public static bool IsRun(string folder) =>
        File.Exists(Path.Combine(folder, RunFolder.LogName)) || File.Exists(Path.Combine(folder, AboutRun.FileName));

    // The folder may have been moved since, with the picture in it.
    private static string OutputIn(string folder, string? recorded)
    {
        if (string.IsNullOrEmpty(recorded) || recorded.Contains('\0'))
            recorded = null;
        string name = Path.GetFileName(recorded ?? Path.GetFileName(folder) + ".png");
        return recorded is not null && !IsIn(folder, recorded) && File.Exists(recorded) ? recorded : Path.Combine(folder, name);
    }

    private static bool IsIn(string folder, string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) == Path.GetFullPath(folder);

    private static string? Existing(string path) => RegularFile.HasBytes(path) ? path : null;

    private static SettingValues? SettingsOf(AboutRun? about)
    {
        try
        {
            return about is { Settings: not null } && RunKind.All.FirstOrDefault(kind => kind.Name == about.Kind) is { } kind
                ? RunSpecJson.ReadValues(kind, about.Settings, s_allEffects)
                : null;
        }
        catch (FormatException)
        {
            // Settings of another version: what the log says counts.
            return null;
        }
    }

    private static (BeginRecord? Begin, EndRecord? End) ReadLog(string path)
    {
        try
        {
            BeginRecord? begin = RunLog.Parse(RegularFile.ReadLines(path).FirstOrDefault() ?? "") as BeginRecord;
            return (begin?.Record?.Fault() is null ? begin : null, RunLog.Parse(LastLine(path)) as EndRecord);
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return (null, null);
        }
    }

    private static string LastLine(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(stream.Length, TailBytes), SeekOrigin.End);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n')[^1];
    }
}
