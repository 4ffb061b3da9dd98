using System.Diagnostics.CodeAnalysis;

namespace IlgpuStyle.Runs.Settings;

/// <summary>
/// The settings that a run was given; all others have their defaults. Texts, as they were typed: what they mean is the
/// settings' business.
/// </summary>
internal sealed class SettingValues
{
    private readonly SortedList<string, IReadOnlyList<string>> _values = new(StringComparer.Ordinal);

    /// <summary>No setting of a kind of run.</summary>
    public SettingValues(RunKind kind) => Kind = kind;

    private SettingValues(SettingValues other)
        : this(other.Kind)
    {
        ReadFrom = other.ReadFrom;
        foreach ((string name, IReadOnlyList<string> values) in other._values)
            _values.Add(name, values);
    }

    /// <summary>What kind of run they are of.</summary>
    public RunKind Kind { get; }

    /// <summary>A file that some of them stand in; null if all were typed.</summary>
    public string? ReadFrom { get; private init; }

    /// <summary>The settings that have values, in the order of their names.</summary>
    public IEnumerable<(Setting Setting, IReadOnlyList<string> Values)> All
    {
        get
        {
            for (int i = 0; i < _values.Count; i++)
                yield return (Kind.Find(_values.GetKeyAtIndex(i))!, _values.GetValueAtIndex(i));
        }
    }

    /// <summary>Whether a setting was given.</summary>
    public bool Has(Setting setting) => _values.ContainsKey(setting.Name);

    /// <summary>The texts of a setting; empty if it was not given.</summary>
    public IReadOnlyList<string> TextsOf(Setting setting) => _values.GetValueOrDefault(setting.Name, []);

    /// <summary>The same with one more or another value.</summary>
    /// <exception cref="InputException">The value means nothing.</exception>
    public SettingValues With(Setting setting, params IReadOnlyList<string> values)
    {
        setting.Check(values);
        // No file's name holds one, and the system ends at it.
        if (values.Any(value => value.Contains('\0')))
            throw new InputException($"'{setting.Name}' holds a null character.");
        SettingValues copy = new(this);
        // A flag is there or it is not.
        if (setting.Shape == SettingShape.Flag && !bool.Parse(values[0]))
            copy._values.Remove(setting.Name);
        else
            copy._values[setting.Name] = values;
        return copy;
    }

    /// <summary>The same, as what stands in a file.</summary>
    public SettingValues From(string file) => new(this) { ReadFrom = file };

    /// <summary>The same with the values of others, which win: also over a setting that one of them excludes.</summary>
    public SettingValues With(SettingValues others)
    {
        bool IsExcluded(Setting setting) => others.All.Any(other =>
            setting.Excludes?.Name == other.Setting.Name || other.Setting.Excludes?.Name == setting.Name);
        SettingValues copy = new(Without(All.Select(value => value.Setting).Where(IsExcluded)))
        {
            ReadFrom = ReadFrom ?? others.ReadFrom,
        };
        foreach ((string name, IReadOnlyList<string> values) in others._values)
            copy._values[name] = values;
        return copy;
    }

    /// <summary>The same without some.</summary>
    public SettingValues Without(params IEnumerable<Setting> settings)
    {
        SettingValues copy = new(this);
        foreach (Setting setting in settings)
            copy._values.Remove(setting.Name);
        return copy;
    }

    /// <summary>Those with one of these effects.</summary>
    public SettingValues Only(params SettingEffect[] effects) =>
        Without(All.Where(value => !effects.Contains(value.Setting.Effect)).Select(value => value.Setting));

    /// <summary>The same with every path made absolute, so that it means the same elsewhere.</summary>
    public SettingValues Absolute()
    {
        SettingValues copy = new(this);
        foreach ((Setting setting, IReadOnlyList<string> values) in All)
            copy._values[setting.Name] = [.. values.Select(setting.Absolute)];
        return copy;
    }

    /// <summary>Every file that must not be written over: those that are read, and the one that settings stand in.</summary>
    public IEnumerable<string> FilesRead => ReadFrom is null ? InputFiles : InputFiles.Append(ReadFrom);

    /// <summary>Every file that the run reads, as it was named, in the order of settings and values.</summary>
    public IEnumerable<string> InputFiles => Kind.Settings.Where(setting => setting.IsInput)
        .SelectMany(setting => TextsOf(setting).Select(setting.PathIn)).OfType<(string Path, string Suffix)>().Select(path => path.Path);

    /// <summary>The value of a setting; <paramref name="fallback"/> if it was not given.</summary>
    /// <exception cref="InputException">It means nothing.</exception>
    [return: NotNullIfNotNull(nameof(fallback))]
    internal T? Get<T>(Setting<T> setting, T? fallback = default) =>
        _values.TryGetValue(setting.Name, out IReadOnlyList<string>? values) ? setting.Read(values) : fallback;
}
