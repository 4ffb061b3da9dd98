using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>
/// One setting of a painting run. Options of the command line and their help, keys of job files, the record in a picture, the
/// content key and forms are all made from it.
/// </summary>
internal abstract class Setting
{
    private readonly SettingType _type;

    private protected Setting(string name, SettingType type, string description)
    {
        _type = type;
        Name = name;
        Description = description;
    }

    /// <summary>"style-weight": the option without its dashes, the key in jobs and records.</summary>
    public string Name { get; }

    /// <summary>What it does, in a sentence or two.</summary>
    public string Description { get; }

    /// <summary>Where it is listed.</summary>
    public SettingGroup Group { get; init; } = SettingGroup.Expert;

    /// <summary>What it decides.</summary>
    public SettingEffect Effect { get; init; } = SettingEffect.Picture;

    /// <summary>The name of an argument that has no dashes, such as PHOTO; null for an option.</summary>
    public string? Position { get; init; }

    /// <summary>The option's single letter; null if it has none.</summary>
    public char? Letter { get; init; }

    /// <summary>Another name of the key in jobs; null if it has none.</summary>
    public string? OtherKey { get; init; }

    /// <summary>Whether a run cannot do without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>When it changes something; null if always.</summary>
    public SettingNeed? Need { get; init; }

    /// <summary>The name of a setting that cannot stand beside it, and why; null if there is none.</summary>
    public (string Name, string Reason)? Excludes { get; init; }

    /// <summary>The text of its value in options that it has not changed; null if it has none.</summary>
    public Func<StyleTransferOptions, string?>? Default { private get; init; }

    /// <summary>What stands for the value in help.</summary>
    public string Placeholder => _type.Placeholder;

    /// <summary>What the value is in JSON.</summary>
    public SettingShape Shape => _type.Shape;

    /// <summary>The words that the value can be, if they can be listed.</summary>
    public IReadOnlyList<SettingWord> Words => _type.Words;

    /// <summary>What to offer whoever begins to type a value.</summary>
    public IEnumerable<string> Offers => _type.Offers?.Invoke() ?? Words.Select(word => word.Text);

    /// <summary>Whether it has several values.</summary>
    public bool IsList => _type.IsList;

    /// <summary>Whether the value may be left out where the setting is named.</summary>
    public bool IsOptional => _type.IsOptional;

    /// <summary>The smallest and the largest number; null where there are no bounds.</summary>
    public (double? Least, double? Most) Bounds => (_type.Least, _type.Most);

    /// <summary>Whether its paths are inputs.</summary>
    public bool IsInput => _type.IsInput;

    /// <summary>What it is called where people look who never type it: "Style weight" for "style-weight".</summary>
    public string Title
    {
        get
        {
            string words = Name.Replace("tv-", "smoothness-", StringComparison.Ordinal)
                .Replace("init", "start", StringComparison.Ordinal).Replace('-', ' ');
            return char.ToUpperInvariant(words[0]) + words[1..];
        }
    }

    /// <summary>The name as it is typed: "--style-weight", "PHOTO".</summary>
    public string Typed => Position ?? $"--{Name}";

    /// <summary>A text as it is typed, cut into values.</summary>
    /// <param name="text">One value, or several between commas if the setting has several.</param>
    public IReadOnlyList<string> Split(string text) =>
        Expand(IsList && !IsOnePath(text) ? text.Split(',', StringSplitOptions.TrimEntries) : [text]);

    /// <summary>Values with the pictures of a folder in the folder's place.</summary>
    /// <exception cref="InputException">A folder holds none.</exception>
    public IReadOnlyList<string> Expand(IReadOnlyList<string> values) => [.. values.SelectMany(_type.Expand)];

    /// <summary>Refuses values that mean nothing.</summary>
    /// <exception cref="InputException">One line: the setting, the value, what was expected.</exception>
    public abstract void Check(IReadOnlyList<string> values);

    /// <summary>The options with this setting's value.</summary>
    /// <param name="options">What the settings before it gave.</param>
    /// <param name="values">Its values.</param>
    /// <param name="weights">The network, whose layers some settings depend on.</param>
    /// <exception cref="InputException">The value means nothing, or not with these weights.</exception>
    public abstract StyleTransferOptions Apply(StyleTransferOptions options, IReadOnlyList<string> values, WeightsFile weights);

    /// <summary>The value of a run that does not name it, for help; null if there is none.</summary>
    /// <param name="options">The options of such a run.</param>
    public string? DefaultIn(StyleTransferOptions options) => Default?.Invoke(options);

    /// <summary>The path in a value and what is left of it behind; null if it holds none.</summary>
    internal (string Path, string Suffix)? PathIn(string value) => _type.PathIn(value);

    /// <summary>A value with its path made absolute.</summary>
    internal string Absolute(string value) =>
        PathIn(value) is var (path, rest) ? InputAddress.Absolute(path) + rest : value;

    private bool IsOnePath(string text) => PathIn(text) is ({ } path, "") && Path.Exists(path);
}
