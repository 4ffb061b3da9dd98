using IlgpuStyle.Optimization;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a launch of <see cref="LbfgsKernels.Recursion"/>; see <see cref="PairUpdate"/>.</summary>
internal readonly struct LbfgsExtents(PairUpdate update)
{
    /// <summary>k, pairs before the step.</summary>
    public readonly int Pairs = update.Pairs;

    /// <summary>k′, pairs after it.</summary>
    public readonly int PairsAfter = update.PairsAfter;

    /// <summary>Oldest pairs that go, 0 or 1.</summary>
    public readonly int Dropped = update.Dropped;

    /// <summary>Scratch of the kernel: two copies of the products with q, and α.</summary>
    public static int ScratchLength(int capacity) => 2 * (2 * capacity + 1) + capacity;
}
