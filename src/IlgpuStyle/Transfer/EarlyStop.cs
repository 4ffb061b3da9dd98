using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Ends a stage that hardly improves: after step k when (min f up to k−n − min f up to k) / |min f up to k−n|
/// is below the threshold. The lowest loss counts, so that an optimiser whose loss jitters is not stopped by
/// a rise.
/// </summary>
/// <param name="threshold">
/// Relative improvement over the window below which the stage ends; 0 never ends it.
/// </param>
/// <param name="window">n, in steps.</param>
internal sealed class EarlyStop(double threshold, int window) : IRunState
{
    // The lowest loss after each of the last n + 1 steps, oldest first.
    private readonly Queue<double> _lowest = new();

    /// <summary>Takes the loss after a step; true if the stage should end.</summary>
    public bool Add(double loss)
    {
        double lowest = _lowest.Count == 0 ? loss : Math.Min(loss, _lowest.Last());
        _lowest.Enqueue(lowest);
        if (_lowest.Count <= window)
            return false;
        while (_lowest.Count > window + 1)
            _lowest.Dequeue();
        double before = _lowest.Peek();
        return before - lowest < threshold * Math.Abs(before);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Write("lowest", [.. _lowest]);

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _lowest.Clear();
        foreach (double loss in state.ReadDoubles("lowest"))
            _lowest.Enqueue(loss);
    }
}
