namespace IlgpuStyle.Preview;

/// <summary>
/// The steps that a page gets when it opens: all of a short run, and of a long one every second, fourth,
/// eighth …
/// </summary>
internal sealed class StepHistory
{
    private const int Most = 4096;

    private readonly List<PreviewStep> _steps = [];
    private int _stride = 1;
    private int _seen;

    /// <summary>The kept steps, oldest first.</summary>
    public IReadOnlyList<PreviewStep> Steps => _steps;

    /// <summary>Keeps a step, or not.</summary>
    public void Add(PreviewStep step)
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
