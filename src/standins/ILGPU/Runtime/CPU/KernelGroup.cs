namespace ILGPU.Runtime.CPU;

/// <summary>
/// What the threads of a group have in common: where they meet, and shared memory. Used for one group after
/// the other.
/// </summary>
internal sealed class KernelGroup(int size) : IDisposable
{
    private readonly object _lock = new();
    private readonly List<SharedMemoryBlock> _blocks = [];
    private int _arrived;
    private bool _arrivedAtEnd;
    private int _meetings;
    private bool _failed;

    /// <summary>Waits for all threads of the group.</summary>
    public void Barrier() => Meet(atEnd: false);

    /// <summary>
    /// The end of the kernel for this group: waits for all, so that the next group finds its memory free.
    /// </summary>
    public void Finish() => Meet(atEnd: true);

    /// <summary>
    /// Wakes the threads that wait for one that failed; they stop with <see
    /// cref="OperationCanceledException"/>.
    /// </summary>
    public void Fail()
    {
        lock (_lock)
        {
            _failed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>The n-th block of the group; the first thread that asks makes it.</summary>
    public ArrayView<T> SharedMemory<T>(int index, int extent)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1);
        lock (_lock)
        {
            if (index == _blocks.Count)
                _blocks.Add(SharedMemoryBlock.Create<T>(extent));
            SharedMemoryBlock block = _blocks[index];
            if (block.Length != extent || block.ElementType != typeof(T))
                throw new InvalidOperationException(
                    $"Shared memory {index}: {block.Length} {block.ElementType.Name} for one thread, "
                    + $"{extent} {typeof(T).Name} for another.");
            return new ArrayView<T>(block, 0, extent);
        }
    }

    public void Dispose()
    {
        foreach (SharedMemoryBlock block in _blocks)
            block.Dispose();
        _blocks.Clear();
    }

    private void Meet(bool atEnd)
    {
        lock (_lock)
        {
            ThrowIfFailed();
            if (_arrived > 0 && _arrivedAtEnd != atEnd)
                throw new InvalidOperationException(
                    "Group.Barrier was reached by some threads of the group, while others returned.");
            _arrivedAtEnd = atEnd;
            if (++_arrived == size)
            {
                _arrived = 0;
                _meetings++;
                if (atEnd)
                    _blocks.ForEach(block => block.Poison());
                Monitor.PulseAll(_lock);
                return;
            }

            for (int meeting = _meetings; meeting == _meetings; ThrowIfFailed())
                Monitor.Wait(_lock);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failed)
            throw new OperationCanceledException("Another thread of the group failed.");
    }
}
