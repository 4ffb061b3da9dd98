using System.Diagnostics;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// The one thread that computes: runs one after the other in the order in which they were asked for; and errands, plans and drafts of
/// seconds, which come between two steps of a run, or while it is paused, so that nobody who prepares a picture waits for another one.
/// </summary>
internal sealed class Painter : IDisposable
{
    private readonly object _lock = new();
    private readonly PaintingDevice _device;
    private readonly LinkedList<Errand> _errands = new();
    private readonly LinkedList<(LiveRun Run, Action<PaintingDevice> Paint)> _runs = new();
    private readonly Thread _thread;
    private LiveRun? _present;
    private bool _isEnding;

    /// <summary>Begins to wait for work.</summary>
    /// <param name="device">What computes; disposed with this object, on the thread that uses it.</param>
    public Painter(PaintingDevice device)
    {
        _device = device;
        _thread = new Thread(Work) { Name = "painter", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The run that is being painted; null if none is.</summary>
    public LiveRun? Present
    {
        get
        {
            lock (_lock)
                return _present;
        }
    }

    /// <summary>A run is being painted, or was; called on the thread that computes.</summary>
    public Action<LiveRun>? Changed { get; set; }

    /// <summary>What is done at leisure must end: a run waits for the device, or the end of all. Called on any thread.</summary>
    public Action? Hurry { get; set; }

    /// <summary>Puts a run behind those that wait.</summary>
    /// <param name="run">Shows it.</param>
    /// <param name="paint">Does it, followed by <paramref name="run"/> and <see cref="Interludes"/>.</param>
    public void Enqueue(LiveRun run, Action<PaintingDevice> paint)
    {
        lock (_lock)
        {
            _runs.AddLast((run, paint));
            Monitor.PulseAll(_lock);
            if (_present is not null)
                return;
        }

        Hurry?.Invoke();
    }

    /// <summary>Takes a run away that waits.</summary>
    /// <returns>Whether it waited.</returns>
    public bool Withdraw(string id)
    {
        lock (_lock)
        {
            LinkedListNode<(LiveRun Run, Action<PaintingDevice>)>? node = _runs.First;
            while (node is not null && node.Value.Run.Id != id)
                node = node.Next;
            if (node is not null)
                _runs.Remove(node);
            return node is not null;
        }
    }

    /// <summary>Does something short on the device as soon as it can.</summary>
    /// <param name="work">The work.</param>
    /// <param name="isUrgent">Whether somebody waits for it: it comes before what is not.</param>
    /// <param name="cancellation">Nobody needs it any more.</param>
    public Task<T> Run<T>(Func<PaintingDevice, T> work, bool isUrgent, CancellationToken cancellation)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Errand errand = new(device => Complete(done, () => work(device), cancellation), () => done.TrySetCanceled(), isUrgent);
        lock (_lock)
        {
            LinkedListNode<Errand>? before = isUrgent ? _errands.First : null;
            while (before?.Value.IsUrgent == true)
                before = before.Next;
            if (before is null)
                _errands.AddLast(errand);
            else
                _errands.AddBefore(before, errand);
            Monitor.PulseAll(_lock);
        }

        return done.Task;
    }

    /// <summary>Looks at what was asked of the present run, which may be paused.</summary>
    public void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }

    /// <summary>Makes room for errands while a run goes on; one of the run's observers.</summary>
    public IRunObserver Interludes(LiveRun run) => new Interlude(this, run);

    /// <summary>Stops the present run, which keeps its checkpoint, and ends the thread; what waits is not begun.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnding = true;
            _present?.Control.Stop();
            Monitor.PulseAll(_lock);
        }

        Hurry?.Invoke();
        _thread.Join();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellation);
            return;
        }

        try
        {
            done.TrySetResult(work());
        }
#pragma warning disable CA1031 // Whoever waits for the task gets whatever it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            done.TrySetException(exception);
        }
    }

    private void Work()
    {
        using (_device)
        {
            while (Next() is { } work)
                work();
        }

        lock (_lock)
        {
            foreach (Errand errand in _errands)
                errand.Cancel();
            _errands.Clear();
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            while (!_isEnding)
            {
                // Who has begun a picture waits for no draft.
                if (TakeErrand(isLeisure: _runs.Count == 0) is { } errand)
                    return () => errand.Do(_device);
                if (_runs.First is { } first)
                {
                    _runs.RemoveFirst();
                    _present = first.Value.Run;
                    return () => Paint(first.Value.Run, first.Value.Paint);
                }

                Monitor.Wait(_lock);
            }

            return null;
        }
    }

    private void Paint(LiveRun run, Action<PaintingDevice> paint)
    {
        Changed?.Invoke(run);
        paint(_device);
        lock (_lock)
            _present = null;
        Changed?.Invoke(run);
    }

    // The urgent ones stand first.
    private Errand? TakeErrand(bool isLeisure)
    {
        if (_errands.First?.Value is not { } errand || !(errand.IsUrgent || isLeisure))
            return null;
        _errands.RemoveFirst();
        return errand;
    }

    // Between two steps: the urgent ones, and with leisure one that is not; whether that was done.
    private bool DoErrands(LiveRun run, bool isLeisure)
    {
        while (true)
        {
            Errand? errand;
            lock (_lock)
                errand = _isEnding || run.Control.IsStopping ? null : TakeErrand(isLeisure);
            errand?.Do(_device);
            if (errand is not { IsUrgent: true })
                return errand is not null;
        }
    }

    private void DoErrandsWhilePaused(LiveRun run)
    {
        while (run.Control.IsPaused && !run.Control.IsStopping)
        {
            DoErrands(run, isLeisure: true);
            lock (_lock)
            {
                if (_errands.Count == 0 && run.Control.IsPaused && !run.Control.IsStopping)
                    Monitor.Wait(_lock);
            }
        }
    }

    private sealed record Errand(Action<PaintingDevice> Do, Action Cancel, bool IsUrgent);

    private sealed class Interlude(Painter painter, LiveRun run) : IRunObserver
    {
        private long _begin = Stopwatch.GetTimestamp();
        private TimeSpan _lent;

        // A draft comes when the run has had as long as the last one took: at most half of the time is theirs.
        public void Show(TransferProgress progress)
        {
            long now = Stopwatch.GetTimestamp();
            if (!painter.DoErrands(run, isLeisure: Stopwatch.GetElapsedTime(_begin, now) >= _lent))
                return;
            _lent = Stopwatch.GetElapsedTime(now);
            _begin = Stopwatch.GetTimestamp();
        }

        public void Tell(TransferEvent happening)
        {
            if (happening.Kind == TransferEventKind.Paused)
                painter.DoErrandsWhilePaused(run);
        }
    }
}
