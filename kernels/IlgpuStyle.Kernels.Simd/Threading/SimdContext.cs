using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>What all kernels of one backend share: its threads and its scratch memory.</summary>
internal sealed class SimdContext : IDisposable
{
    /// <summary>Slot of <see cref="Shared"/> for what the threads of one operator exchange.</summary>
    public const int Exchange = 0;

    /// <summary>
    /// Slot of <see cref="Shared"/> for padded or transformed inputs, and other large things: operators take
    /// turns.
    /// </summary>
    public const int Rearranged = 1;

    /// <summary>Slot of <see cref="Shared"/> for tables and pointer lists.</summary>
    public const int Tables = 2;

    /// <summary>Slot of <see cref="Shared"/> for packed matrices.</summary>
    public const int Packed = 3;

    private const int SharedSlots = 4;

    /// <summary>Starts the threads.</summary>
    public SimdContext(int threads, JobClock? clock)
    {
        Team = new WorkerTeam(threads) { Clock = clock };
        Shared = new Workspace(Account, SharedSlots);
        Local = new Workspace(Account, threads);
    }

    /// <summary><see cref="SimdOptions.DirectConvolution"/>.</summary>
    public bool DirectConvolution { get; init; }

    /// <summary>Native bytes held.</summary>
    public MemoryAccount Account { get; } = new();

    /// <summary>What an arena has given back, for the next one.</summary>
    public SpareMemory Spare { get; } = new();

    /// <summary>The threads.</summary>
    public WorkerTeam Team { get; }

    /// <summary>Scratch for one operator.</summary>
    public Workspace Shared { get; }

    /// <summary>
    /// Scratch for one thread within one operator; the slot is the worker's number. Reserve before the run,
    /// not in it.
    /// </summary>
    public Workspace Local { get; }

    /// <summary>Reserves the same amount of <see cref="Local"/> scratch for every worker.</summary>
    public unsafe void ReserveLocal(long bytes)
    {
        for (int worker = 0; worker < Team.Size; worker++)
            Local.Reserve(worker, bytes);
    }

    /// <summary>
    /// Worker <paramref name="worker"/>'s scratch, as large as <see cref="ReserveLocal"/> made it.
    /// </summary>
    public unsafe float* LocalOf(int worker) => (float*)Local.Reserve(worker, 0);

    /// <summary>Runs items that each leave a number in <paramref name="partial"/>; returns their sum, added in order.</summary>
    public unsafe double Sum(Job job, int items, double* partial)
    {
        Team.Run(job, items);
        double sum = 0;
        for (int item = 0; item < items; item++)
            sum += partial[item];
        return sum;
    }

    /// <summary>Stops the threads and frees the scratch memory.</summary>
    public void Dispose()
    {
        Team.Dispose();
        Shared.Dispose();
        Local.Dispose();
        Spare.GiveBack();
    }
}
