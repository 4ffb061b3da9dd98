namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A Python dictionary: pairs in order. A repeated key keeps its first place and takes the last value.
/// </summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<string, object?> values = [];
    private readonly List<string> keys = [];

    /// <summary>The pairs whose keys are text, in the order of insertion.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Pairs =>
        keys.Select(key => KeyValuePair.Create(key, values[key]));

    /// <summary>The value of a key, or null.</summary>
    public object? this[string key] => values.GetValueOrDefault(key);

    /// <summary>Adds a pair; keys that are no text name no tensor and are dropped.</summary>
    public void Set(object? key, object? value)
    {
        if (PickleBytes.TextOf(key) is not { } name)
            return;
        if (!values.ContainsKey(name))
            keys.Add(name);
        values[name] = value;
    }
}
