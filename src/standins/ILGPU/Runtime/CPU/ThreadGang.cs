using System.Runtime.ExceptionServices;

namespace ILGPU.Runtime.CPU;

/// <summary>
/// Threads that run the same work together: each its own share, all at the same time, so that they may wait
/// for each other.
/// They are made once and kept; the calling thread is the first of them.
/// </summary>
internal sealed class ThreadGang : IDisposable
{
    // Kernels have shallow stacks, and a gang may have a thousand threads.
    private const int StackSizeInBytes = 512 * 1024;

    private readonly object _lock = new();
    private int _threads = 1;
    private int _runs;
    private int _size;
    private int _running;
    private bool _disposed;
    private Action<int>? _work;
    private Action? _fail;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Runs work(0) … work(size − 1) at the same time and returns when all are done.</summary>
    /// <param name="size">Threads.</param>
    /// <param name="work">Gets the number of its thread.</param>
    /// <param name="fail">Called when one of them throws: must wake those that wait for it. The first
    /// exception is thrown here.</param>
    public void Run(int size, Action<int> work, Action fail)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (_work, _fail, _failure, _size, _running) = (work, fail, null, size, size);
            _runs++;
            for (; _threads < size; _threads++)
                Start(_threads, _runs - 1);
            Monitor.PulseAll(_lock);
        }

        RunShare(0);
        lock (_lock)
        {
            while (_running > 0)
                Monitor.Wait(_lock);
            (_work, _fail) = (null, null);
        }

        _failure?.Throw();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Start(int index, int lastRun)
    {
        Thread thread = new(() => Serve(index, lastRun), StackSizeInBytes)
        {
            IsBackground = true,
            Name = $"ILGPU stand-in {index}",
        };
        thread.Start();
    }

    private void Serve(int index, int lastRun)
    {
        while (WaitForRun(index, ref lastRun))
            RunShare(index);
    }

    private bool WaitForRun(int index, ref int lastRun)
    {
        lock (_lock)
        {
            while (!_disposed && (lastRun == _runs || index >= _size))
            {
                lastRun = _runs;
                Monitor.Wait(_lock);
            }

            lastRun = _runs;
            return !_disposed;
        }
    }

    private void RunShare(int index)
    {
        try
        {
            _work!(index);
        }
        catch (Exception exception)
        {
            Record(exception);
            _fail!();
        }

        Leave();
    }

    // One lock a method: two in one method, one of them in a catch block, came out sharing their "taken" flag.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void Record(Exception exception)
    {
        lock (_lock)
            _failure ??= ExceptionDispatchInfo.Capture(exception);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void Leave()
    {
        lock (_lock)
        {
            if (--_running == 0)
                Monitor.PulseAll(_lock);
        }
    }
}
