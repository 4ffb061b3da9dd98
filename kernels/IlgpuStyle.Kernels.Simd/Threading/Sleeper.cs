namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Lets one worker sleep until a counter moves, at no cost to the waker while the worker is awake.
/// </summary>
internal sealed class Sleeper
{
    private readonly AutoResetEvent _wake = new(false);
    private int _asleep;

    /// <summary>
    /// Sleeps unless <paramref name="counter"/> differs from <paramref name="seen"/>; returns when woken.
    /// </summary>
    public void SleepWhile(ref int counter, int seen)
    {
        Interlocked.Exchange(ref _asleep, 1);

        // The counter moved in between: whoever resets the flag first decides whether a wake-up call is on
        // its way.
        if (Volatile.Read(ref counter) != seen && Interlocked.Exchange(ref _asleep, 0) == 1)
            return;
        _wake.WaitOne();
    }

    /// <summary>Called after the counter moved.</summary>
    public void WakeIfAsleep()
    {
        if (Interlocked.Exchange(ref _asleep, 0) == 1)
            _wake.Set();
    }
}
