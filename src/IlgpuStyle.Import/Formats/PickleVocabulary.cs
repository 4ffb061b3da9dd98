namespace IlgpuStyle.Import.Formats;

/// <summary>
/// The only names that a pickle may use, and what each does here. None of them is Python's function: each
/// makes one of our own passive objects, so reading a pickle runs nothing.
/// </summary>
internal sealed class PickleVocabulary
{
    private readonly Dictionary<PickleGlobal, Func<object?[], object?>?> _calls = [];

    /// <summary>Allows a name as a value that is passed on, not called.</summary>
    public PickleVocabulary Allow(string module, string name)
    {
        _calls[new PickleGlobal(module, name)] = null;
        return this;
    }

    /// <summary>Allows a call.</summary>
    public PickleVocabulary Allow(string module, string name, Func<object?[], object?> call)
    {
        _calls[new PickleGlobal(module, name)] = call;
        return this;
    }

    /// <summary>What a persistent identifier stands for; null: the pickle may have none.</summary>
    public Func<object?, object?>? PersistentLoad { get; init; }

    /// <summary>Whether the name is allowed at all.</summary>
    public bool Knows(PickleGlobal name) => _calls.ContainsKey(name);

    /// <summary>The replacement for a call, or null if the name may not be called.</summary>
    public Func<object?[], object?>? Call(PickleGlobal name) => _calls.GetValueOrDefault(name);
}
