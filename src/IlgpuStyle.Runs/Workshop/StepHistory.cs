using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// The steps that somebody gets who begins to look: all of a short run, and of a long one every second, fourth, eighth …
/// </summary>
internal sealed class StepHistory
{
    private const int Most = 4096;

    private readonly List<StepRecord> _steps = [];
    private int _stride = 1;
    private int _seen;

    /// <summary>The kept steps, oldest first.</summary>
    public IReadOnlyList<StepRecord> Steps => _steps;

    /// <summary>Keeps a step, or not.</summary>
    public void Add(StepRecord step)
    {
        if (_seen++ % _stride != 0)
            return;
        _steps.Add(step);
        if (_steps.Count < Most)
            return;
        int kept = 0;
        _steps.RemoveAll(_ => kept++ % 2 == 1);
        _stride *= 2;
    }
}
