using IlgpuStyle.Network;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>
/// What can be painted: which settings it has, and what they mean together. Every kind is planned, interrupted, resumed, shown,
/// repeated, previewed, filmed and kept in a folder in the same way.
/// </summary>
internal abstract class RunKind
{
    private readonly Dictionary<string, Setting> _byName = [];

    private protected RunKind(string name, string description, IReadOnlyList<Setting> settings)
    {
        Name = name;
        Description = description;
        Settings = settings;
        foreach (Setting setting in settings)
        {
            foreach (string? key in (string?[])[setting.Name, setting.OtherKey, $"{setting.Letter}"])
            {
                if (!string.IsNullOrEmpty(key))
                    _byName.Add(key, setting);
            }
        }
    }

    /// <summary>A photo in the style of paintings.</summary>
    public static RunKind Transfer { get; } = new TransferKind();

    /// <summary>A picture of any size filled with a style.</summary>
    public static RunKind Texture { get; } = new TextureKind();

    /// <summary>A picture found again from what layers keep of it.</summary>
    public static RunKind Reconstruct { get; } = new ReconstructKind();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunKind> All { get; } = [Transfer, Texture, Reconstruct];

    /// <summary>The command.</summary>
    public string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    public string Description { get; }

    /// <summary>
    /// Its settings: the order in which they change the options. A formula's weights and layers come before what an exact tool
    /// makes of them, and that before everything else that is named.
    /// </summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The options of a run without any setting, with a network that holds every layer.</summary>
    public abstract StyleTransferOptions Defaults { get; }

    /// <summary>The setting of that name; null if there is none.</summary>
    /// <param name="name">A name, a letter or another key, without dashes.</param>
    public Setting? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What settings mean, before the pictures are read.</summary>
    /// <param name="values">Of this kind.</param>
    /// <param name="weights">The network.</param>
    /// <exception cref="InputException">A value means nothing, or not beside the others or with these weights.</exception>
    public StyleTransferOptions Options(SettingValues values, WeightsFile weights)
    {
        foreach ((Setting setting, _) in values.All)
        {
            if (setting.Excludes is var (name, reason) && values.Has(Find(name)!))
                throw new InputException($"{setting.Typed} and --{name} exclude each other: {reason}.");
        }

        StyleTransferOptions options = Begin(values, weights);
        foreach (Setting setting in Settings.Where(values.Has))
            options = setting.Apply(options, values.TextsOf(setting), weights);
        return Complete(options, values, weights);
    }

    /// <summary>The first setting that changes nothing beside the others, and what it would need; null if there is none.</summary>
    /// <param name="values">Of this kind.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="weights">The network, which may decide the pooling.</param>
    /// <param name="asked">The settings in question; null for all.</param>
    internal static (Setting Setting, SettingNeed Need)? Idle(
        SettingValues values, StyleTransferOptions options, WeightsMetadata weights, SettingValues? asked = null)
    {
        SettingFacts facts = new(options, values, options.Network.Pooling ?? PreparedNetwork.DefaultPooling(weights));
        foreach ((Setting setting, _) in (asked ?? values).All)
        {
            if (setting.Need is { } need && !need.IsMet(facts))
                return (setting, need);
        }

        return null;
    }

    /// <summary>The runs that make the pictures which the settings ask for: one, unless a kind makes several.</summary>
    internal virtual IReadOnlyList<SettingValues> Parts(SettingValues values) => [values];

    /// <summary>Reads the pictures and masks.</summary>
    /// <param name="values">Of this kind.</param>
    /// <param name="files">Read them.</param>
    /// <exception cref="InputException">A file cannot be read, or there are too many of them.</exception>
    internal abstract TransferPictures Read(SettingValues values, InputPictures files);

    /// <summary>The options once the pictures are known.</summary>
    internal virtual StyleTransferOptions With(StyleTransferOptions options, SettingValues values, TransferPictures pictures) => options;

    /// <summary>Where the settings begin.</summary>
    private protected virtual StyleTransferOptions Begin(SettingValues values, WeightsFile weights) => Defaults;

    /// <summary>The last word on the options.</summary>
    private protected virtual StyleTransferOptions Complete(StyleTransferOptions options, SettingValues values, WeightsFile weights) =>
        options;
}
