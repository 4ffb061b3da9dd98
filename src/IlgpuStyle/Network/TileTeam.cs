using System.Runtime.ExceptionServices;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// The devices that one picture's tiles are dealt out to: tile t is member t mod n's, forward and backward. The first member works on the
/// caller's thread, every other on one of its own. What one device would add up in the order of the tiles is added in that order, by
/// whoever's turn it is, so that the bits are those of one device. If one fails, all stop.
/// </summary>
/// <param name="count">Number of members.</param>
/// <param name="isRehearsal">Whether the first member does its share alone, and nobody waits for anybody.</param>
internal sealed class TileTeam(int count, bool isRehearsal = false) : IDisposable
{
    private readonly object _gate = new();
    private readonly List<TileTurns> _turns = [];
    private readonly List<TileSum> _sums = [];
    private readonly Dictionary<string, Tensor> _shared = [];
    private Exception? _failure;
    private int _arrived;
    private int _meetings;

    /// <summary>Number of members.</summary>
    public int Count => count;

    /// <summary>Whether members have each other to wait for.</summary>
    public bool IsTogether => count > 1 && !isRehearsal;

    /// <summary>Runs the work of all members to its end.</summary>
    /// <param name="work">Gets the member's number.</param>
    /// <exception cref="Exception">The first that any member's work threw; the others then ended too.</exception>
    public void Run(Action<int> work)
    {
        if (!IsTogether)
        {
            work(0);
            return;
        }

        (_failure, _arrived) = (null, 0);
        _turns.ForEach(turns => turns.Reset());
        _sums.ForEach(sum => sum.Turns.Reset());
        Task[] others = [.. Enumerable.Range(1, count - 1).Select(member => Task.Factory.StartNew(
            () => RunOrBreak(work, member), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        RunOrBreak(work, 0);
        Task.WaitAll(others);
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Waits until every member has come here.</summary>
    public void Meet()
    {
        if (!IsTogether)
            return;
        lock (_gate)
        {
            int meeting = _meetings;
            if (++_arrived == count)
            {
                _arrived = 0;
                _meetings++;
                Monitor.PulseAll(_gate);
            }

            WaitWhile(() => _meetings == meeting);
        }
    }

    /// <summary>A tensor on the host that all members read and write; made by whoever asks first, disposed with the team.</summary>
    /// <param name="name">Which.</param>
    /// <param name="make">Makes it.</param>
    public Tensor Shared(string name, Func<Tensor> make)
    {
        if (!_shared.TryGetValue(name, out Tensor? tensor))
            _shared[name] = tensor = make();
        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _shared.Values)
            tensor.Dispose();
    }

    /// <summary>The turns of a segment's tiles.</summary>
    internal TileTurns Turns(int segment)
    {
        // The list is not for many threads, and the one who is alone may be on any.
        if (!IsTogether)
            return TileTurns.Nobodys;
        lock (_gate)
        {
            while (_turns.Count <= segment)
                _turns.Add(new TileTurns(this));
            return _turns[segment];
        }
    }

    /// <summary>The sum with that number: members make theirs in the same order, on one thread.</summary>
    internal TileSum Sum(int number)
    {
        if (_sums.Count <= number)
            _sums.Add(new TileSum(this));
        return _sums[number];
    }

    /// <summary>Waits until a counter is there.</summary>
    internal void Await(Func<bool> isThere)
    {
        if (!IsTogether)
            return;
        lock (_gate)
            WaitWhile(() => !isThere());
    }

    /// <summary>Changes a counter that others wait for.</summary>
    internal void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Monitor.PulseAll(_gate);
        }
    }

    private void WaitWhile(Func<bool> condition)
    {
        while (condition())
        {
            if (_failure is not null)
                throw new OperationCanceledException("another device has failed.");
            Monitor.Wait(_gate);
        }
    }

    private void RunOrBreak(Action<int> work, int member)
    {
        try
        {
            work(member);
        }
#pragma warning disable CA1031 // Thrown again on the caller's thread, once nobody works any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Change(() => _failure ??= exception);
        }
    }
}
