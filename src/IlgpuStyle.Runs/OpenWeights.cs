using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs;

/// <summary>The networks' files that runs have asked for, each open once. Safe for any thread.</summary>
internal sealed class OpenWeights : IDisposable
{
    private readonly Dictionary<string, WeightsChoice> _choices = [];

    /// <summary>The network of a run.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public WeightsChoice Of(SettingValues values)
    {
        string name = values.Get(InputSettings.Weights, "");
        lock (_choices)
        {
            if (!_choices.TryGetValue(name, out WeightsChoice? choice))
                _choices.Add(name, choice = WeightsStore.Default.Choose(name.Length > 0 ? name : null));
            return choice;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_choices)
        {
            foreach (WeightsChoice choice in _choices.Values)
                choice.File.Dispose();
            _choices.Clear();
        }
    }
}
