namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Work cut into numbered items that do not depend on each other. What an item computes never depends on
/// which thread computes it nor on how many threads there are: that is why results are the same bits for
/// every number of threads. Operators keep their jobs and fill in their fields before each run, so that
/// nothing is allocated.
/// </summary>
internal abstract class Job
{
    /// <summary>What a <see cref="JobClock"/> books its time under.</summary>
    public virtual string Operation => "losses and vectors";

    /// <summary>
    /// Computes item <paramref name="item"/> on thread <paramref name="worker"/> (for its scratch memory).
    /// </summary>
    public abstract void Execute(int item, int worker);
}
