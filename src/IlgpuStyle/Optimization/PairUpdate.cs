namespace IlgpuStyle.Optimization;

/// <summary>What a step does to the pairs of L-BFGS.</summary>
/// <param name="Pairs">k, the pairs before.</param>
/// <param name="Capacity">m, the most pairs.</param>
/// <param name="KeepsPair">Whether the candidate becomes the newest pair.</param>
internal readonly record struct PairUpdate(int Pairs, int Capacity, bool KeepsPair)
{
    /// <summary>k′, the pairs after it.</summary>
    public int PairsAfter => KeepsPair ? Math.Min(Pairs + 1, Capacity) : Pairs;

    /// <summary>How many of the oldest pairs go: 0 or 1.</summary>
    public int Dropped => Pairs + (KeepsPair ? 1 : 0) - PairsAfter;

    /// <summary>
    /// Where a vector of the basis after the step stands among the measured ones: i for s_i, k + i for y_i,
    /// 2k for s, 2k + 1 for y, 2k + 2 for g′.
    /// </summary>
    /// <param name="index">Position in the new basis, from 0 to 2k′.</param>
    public int Measured(int index) => Measured(index, Pairs, PairsAfter, Dropped);

    /// <summary>The same from plain numbers, for kernels.</summary>
    /// <param name="index">Position in the new basis, from 0 to 2k′.</param>
    /// <param name="pairs">k.</param>
    /// <param name="after">k′.</param>
    /// <param name="dropped">Oldest pairs that go.</param>
    public static int Measured(int index, int pairs, int after, int dropped)
    {
        if (index == 2 * after)
            return 2 * pairs + 2;
        int isY = index >= after ? 1 : 0;
        int pair = index - isY * after + dropped;
        return pair == pairs ? 2 * pairs + isY : isY * pairs + pair;
    }
}
