namespace PtxInterpreter;

/// <summary>
/// Time as far as accesses are ordered: an epoch begins with every launch, group and barrier, and with every access of the host. Within a launch two
/// accesses of one group are ordered if a barrier lies between them; those of different groups never are.
/// </summary>
internal sealed class AccessClock
{
    private const int ThreadBits = 11;

    /// <summary>What stands for the thread where several have read.</summary>
    public const int SeveralThreads = (1 << ThreadBits) - 1;

    /// <summary>The current epoch, from 1.</summary>
    public long Epoch { get; private set; } = 1;

    /// <summary>The epoch in which the current launch began.</summary>
    public long Launch { get; private set; }

    /// <summary>The epoch in which the current group began.</summary>
    public long Group { get; private set; }

    /// <summary>The host's stamp; later accesses of kernels do not meet it.</summary>
    public ulong Host => (ulong)Epoch << ThreadBits;

    /// <summary>A new launch.</summary>
    public void BeginLaunch() => Launch = ++Epoch;

    /// <summary>A new group.</summary>
    public void BeginGroup() => Group = ++Epoch;

    /// <summary>A barrier of the group.</summary>
    public void PassBarrier() => Epoch++;

    /// <summary>The host has waited for the launch.</summary>
    public void EndLaunch() => Launch = ++Epoch;

    /// <summary>An access of a thread now.</summary>
    public ulong Stamp(int thread) => ((ulong)Epoch << ThreadBits) | (uint)thread;

    /// <summary>When an access was.</summary>
    public static long EpochOf(ulong stamp) => (long)(stamp >> ThreadBits);

    /// <summary>Whose it was.</summary>
    public static int ThreadOf(ulong stamp) => (int)(stamp & SeveralThreads);
}
