namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A Python dictionary: pairs in order. A repeated key keeps its first place and takes the last value.
/// </summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<string, object?> _values = [];
    private readonly List<string> _keys = [];

    /// <summary>The pairs whose keys are text, in the order of insertion.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Pairs =>
        _keys.Select(key => KeyValuePair.Create(key, _values[key]));

    /// <summary>The value of a key, or null.</summary>
    public object? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Adds a pair; keys that are no text name no tensor and are dropped.</summary>
    public void Set(object? key, object? value)
    {
        if (PickleBytes.TextOf(key) is not { } name)
            return;
        if (!_values.ContainsKey(name))
            _keys.Add(name);
        _values[name] = value;
    }
}
