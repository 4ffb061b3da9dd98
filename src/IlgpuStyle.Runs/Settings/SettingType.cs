namespace IlgpuStyle.Runs.Settings;

/// <summary>What is to be known of a setting's texts, whatever value they become.</summary>
/// <param name="Placeholder">What stands for the value in help: "PIXELS", "auto|N".</param>
internal abstract record SettingType(string Placeholder)
{
    /// <summary>What the value is in JSON.</summary>
    public SettingShape Shape { get; init; }

    /// <summary>The words that it can be, if they can be listed.</summary>
    public IReadOnlyList<SettingWord> Words { get; init; } = [];

    /// <summary>What to offer whoever begins to type a value: the words, if nothing else is given.</summary>
    public Func<IEnumerable<string>>? Offers { get; init; }

    /// <summary>Whether commas separate several texts.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the value may be left out where the setting is named.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The smallest number, if it is one with bounds.</summary>
    public double? Least { get; init; }

    /// <summary>The largest number.</summary>
    public double? Most { get; init; }

    /// <summary>The path in a text, and what is left of the text behind it; null if it holds none.</summary>
    public Func<string, (string Path, string Suffix)?> PathIn { get; init; } = _ => null;

    /// <summary>Whether the paths are inputs: files that are read, and whose bytes count.</summary>
    public bool IsInput { get; init; }

    /// <summary>What a text stands for: the pictures of a folder, each with what stands behind the folder's name; itself.</summary>
    public Func<string, IEnumerable<string>> Expand { get; init; } = text => [text];
}
