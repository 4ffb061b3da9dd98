namespace IlgpuStyle.Transfer;

/// <summary>
/// What others ask of a run while it runs: a signal, a page, a test. Every wish is granted at the next step
/// boundary. All members may be called from any thread.
/// </summary>
internal sealed class RunControl
{
    private readonly object _lock = new();
    private bool _stopping;
    private bool _paused;
    private WeightChange? _weights;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_lock)
                return _stopping;
        }
    }

    /// <summary>Whether the run waits, or will at the next step boundary.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock)
                return _paused;
        }
    }

    /// <summary>Ends the run; it can be resumed from its checkpoint. A paused run ends too.</summary>
    public void Stop() => Change(() => _stopping = true);

    /// <summary>Makes the run wait; the time does not count.</summary>
    public void Pause() => Change(() => _paused = true);

    /// <summary>Ends the waiting.</summary>
    public void Continue() => Change(() => _paused = false);

    /// <summary>
    /// Changes weights of the loss. The stage goes on from its picture with a fresh objective and optimiser;
    /// a later change adds to an earlier one that has not been made yet.
    /// </summary>
    /// <exception cref="InputException">A weight is negative or not finite; nothing changes.</exception>
    public void ChangeWeights(WeightChange change)
    {
        foreach (double? weight in (double?[])[change.Content, change.Style, change.TotalVariation])
        {
            if (weight is double value && !(double.IsFinite(value) && value >= 0))
                throw new InputException(FormattableString.Invariant($"weight {value}: expected 0 or more."));
        }

        Change(() => _weights = _weights is null ? change : _weights.Then(change));
    }

    /// <summary>Returns when the run may go on or must stop.</summary>
    internal void WaitWhilePaused()
    {
        lock (_lock)
        {
            while (_paused && !_stopping)
                Monitor.Wait(_lock);
        }
    }

    /// <summary>The change to make now, once; null if there is none.</summary>
    internal WeightChange? TakeWeights()
    {
        lock (_lock)
        {
            WeightChange? change = _weights;
            _weights = null;
            return change;
        }
    }

    private void Change(Action action)
    {
        lock (_lock)
        {
            action();
            Monitor.PulseAll(_lock);
        }
    }
}
