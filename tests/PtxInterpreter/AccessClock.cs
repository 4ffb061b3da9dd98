namespace PtxInterpreter;

/// <summary>
/// Time as far as accesses are ordered: an epoch begins with every launch, group and barrier. Within a launch two accesses of one group are
/// ordered if a barrier lies between them; those of different groups never are. A stamp is an epoch, and in its low bits a thread; stamps
/// of later epochs are larger.
/// </summary>
internal sealed class AccessClock
{
    /// <summary>In the place of the thread where several have read.</summary>
    public const ulong SeveralThreads = (1 << ThreadBits) - 1;

    private const int ThreadBits = 11;

    /// <summary>Begin of the current epoch; the host's stamp, too. Never 0.</summary>
    public ulong Epoch { get; private set; } = 1 << ThreadBits;

    /// <summary>Begin of the epoch in which the current launch began.</summary>
    public ulong Launch { get; private set; }

    /// <summary>Begin of the epoch in which the current group began.</summary>
    public ulong Group { get; private set; }

    /// <summary>A new launch.</summary>
    public void BeginLaunch() => Launch = PassBarrier();

    /// <summary>A new group.</summary>
    public void BeginGroup() => Group = PassBarrier();

    /// <summary>The host has waited for the launch.</summary>
    public void EndLaunch() => Launch = PassBarrier();

    /// <summary>A barrier of the group.</summary>
    public ulong PassBarrier() => Epoch += 1 << ThreadBits;
}
