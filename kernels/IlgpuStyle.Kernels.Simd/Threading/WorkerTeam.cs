using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// A fixed set of threads that runs one <see cref="Job"/> at a time; the caller is worker 0. Items are dealt
/// out in one contiguous range per worker (neighbouring items share cache lines and weights); who finishes
/// early takes items from the far end of another's range, and nobody waits for a worker that has not come when
/// all are taken: on a busy machine it may get no processor for a while. Idle workers spin briefly, because an
/// evaluation is a hundred short jobs in a row, and then sleep.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // About 75 µs of PAUSE instructions: longer than the gap between two operators, shorter than anyone notices.
    private const int Spins = 200;

    // Beside the number of workers that are in the job: none may enter any more.
    private const int Closed = 1 << 30;

    // One range per worker, a cache line apart: next item in the low half, end in the high half.
    private const int RangeStride = 8;

    private readonly Thread[] _threads;
    private readonly Sleeper[] _sleepers;
    private readonly long[] _ranges;
    private Job? _job;
    private int _generation;
    private int _present = Closed;
    private volatile bool _stopping;
    private Exception? _failure;

    /// <summary>Starts <paramref name="size"/> − 1 background threads.</summary>
    public WorkerTeam(int size)
    {
        Size = size;
        _ranges = new long[(size + 1) * RangeStride];
        _sleepers = new Sleeper[size];
        _threads = new Thread[size - 1];
        for (int worker = 1; worker < size; worker++)
        {
            int index = worker;
            _sleepers[index] = new Sleeper();
            _threads[index - 1] = new Thread(
                () => WorkerLoop(index)) { IsBackground = true, Name = $"simd {index}" };
            _threads[index - 1].Start();
        }
    }

    /// <summary>Threads that compute, the caller's among them.</summary>
    public int Size { get; }

    /// <summary>Measures the jobs, or null.</summary>
    public JobClock? Clock { get; init; }

    /// <summary>Runs items 0 … <paramref name="items"/> − 1 and returns when all are done.</summary>
    public void Run(Job work, int items)
    {
        long begin = Clock == null ? 0 : Stopwatch.GetTimestamp();
        RunAll(work, items);
        Clock?.Book(work.Operation, begin);
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        _stopping = true;
        Interlocked.Increment(ref _generation);
        for (int worker = 1; worker < Size; worker++)
            _sleepers[worker].WakeIfAsleep();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void RunAll(Job work, int items)
    {
        if (Size == 1 || items <= 1)
        {
            for (int item = 0; item < items; item++)
                work.Execute(item, 0);
            return;
        }

        for (int worker = 0; worker < Size; worker++)
        {
            long first = (long)items * worker / Size, end = (long)items * (worker + 1) / Size;
            Volatile.Write(ref _ranges[worker * RangeStride], first | end << 32);
        }

        _job = work;
        Volatile.Write(ref _present, 0);
        Interlocked.Increment(ref _generation);
        for (int worker = 1; worker < Size; worker++)
            _sleepers[worker].WakeIfAsleep();
        RunItems(work, 0);
        Interlocked.Or(ref _present, Closed);
        for (int spins = 0; Volatile.Read(ref _present) != Closed; spins++)
        {
            if (spins < Spins)
                Thread.SpinWait(10);
            else
                Thread.Yield();
        }

        Exception? thrown = Interlocked.Exchange(ref _failure, null);
        if (thrown != null)
            ExceptionDispatchInfo.Throw(thrown);
    }

    private void WorkerLoop(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spins = 0; Volatile.Read(ref _generation) == seen; spins++)
            {
                if (spins < Spins)
                    Thread.SpinWait(10);
                else
                    _sleepers[worker].SleepWhile(ref _generation, seen);
            }

            seen = Volatile.Read(ref _generation);
            if (_stopping)
                return;
            if (!Enter())
                continue;
            RunItems(_job!, worker);
            Interlocked.Decrement(ref _present);
        }
    }

    private bool Enter()
    {
        int seen = Volatile.Read(ref _present);
        while ((seen & Closed) == 0)
        {
            int found = Interlocked.CompareExchange(ref _present, seen + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }

        return false;
    }

    private void RunItems(Job work, int worker)
    {
        try
        {
            for (int turn = 0; turn < Size; turn++)
            {
                int victim = worker + turn < Size ? worker + turn : worker + turn - Size;
                while (Take(ref _ranges[victim * RangeStride], fromEnd: turn != 0, out int item))
                    work.Execute(item, worker);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    private static bool Take(ref long range, bool fromEnd, out int item)
    {
        while (true)
        {
            long seen = Volatile.Read(ref range);
            int first = (int)seen, end = (int)(seen >> 32);
            item = fromEnd ? end - 1 : first;
            if (first >= end)
                return false;
            long rest = fromEnd ? (uint)first | (long)(end - 1) << 32 : (uint)(first + 1) | (long)end << 32;
            if (Interlocked.CompareExchange(ref range, rest, seen) == seen)
                return true;
        }
    }
}
