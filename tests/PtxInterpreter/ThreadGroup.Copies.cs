namespace PtxInterpreter;

/// <content>
/// Copies in flight. What they bring is in shared memory when the thread that began them has waited; until then nobody may touch their
/// place, and others not before a barrier after that.
/// </content>
internal sealed partial class ThreadGroup
{
    // By thread, oldest first; a copy of number n belongs to the group that the thread's n-th commit closed.
    private readonly Dictionary<int, Queue<Copy>> _copies = [];
    private readonly int[] _commits;

    /// <summary>A thread begins to copy from global to shared memory.</summary>
    /// <exception cref="PtxTrapException">It must not.</exception>
    public void BeginCopy(ulong target, ulong source, int bytes, int thread)
    {
        byte[] values = [.. Read(source, bytes, thread, isShared: false)];
        _ = Write(target, bytes, thread, isShared: true);
        MemoryBlock block = FindShared(target)!;
        int at = (int)(target - block.Address);
        block.Log!.BeginCopy(at, bytes);
        if (!_copies.TryGetValue(thread, out Queue<Copy>? copies))
            _copies[thread] = copies = [];
        copies.Enqueue(new Copy(block, at, values, _commits[thread]));
    }

    /// <summary>A thread's copies since the last time are a group.</summary>
    public void CommitCopies(int thread) => _commits[thread]++;

    /// <summary>A thread waits until all but its latest groups of copies have arrived.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="left">Groups that may still be under way.</param>
    public void AwaitCopies(int thread, int left)
    {
        if (!_copies.TryGetValue(thread, out Queue<Copy>? copies))
            return;
        while (copies.TryPeek(out Copy? copy) && copy.Commit < _commits[thread] - left)
        {
            _ = copies.Dequeue();
            copy.Block.Log!.EndCopy(copy.At, copy.Values.Length);
            copy.Values.CopyTo(Write(copy.Block.Address + (ulong)copy.At, copy.Values.Length, thread, isShared: true));
        }
    }

    // Those that nobody has waited for come to nothing with their group's shared memory.
    private void ForgetCopies()
    {
        foreach (Copy copy in _copies.Values.SelectMany(copies => copies))
            copy.Block.Log!.EndCopy(copy.At, copy.Values.Length);
        _copies.Clear();
    }

    private sealed record Copy(MemoryBlock Block, int At, byte[] Values, int Commit);
}
