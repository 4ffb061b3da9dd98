namespace IlgpuStyle.Transfer;

/// <summary>
/// Ends a stage that hardly improves: after step k when (min f up to k−n − min f up to k) / |min f up to k−n| is below the threshold. The lowest
/// loss counts, so that an optimiser whose loss jitters is not stopped by a rise.
/// <para>State for a checkpoint: <see cref="Lowest"/>.</para>
/// </summary>
/// <param name="threshold">Relative improvement over the window below which the stage ends; 0 never ends it.</param>
/// <param name="window">n, in steps.</param>
internal sealed class EarlyStop(double threshold, int window)
{
    /// <summary>The lowest loss after each of the last n + 1 steps, oldest first.</summary>
    public Queue<double> Lowest { get; } = new();

    /// <summary>Takes the loss after a step; true if the stage should end.</summary>
    public bool Add(double loss)
    {
        double lowest = Lowest.Count == 0 ? loss : Math.Min(loss, Lowest.Last());
        Lowest.Enqueue(lowest);
        if (Lowest.Count <= window)
            return false;
        while (Lowest.Count > window + 1)
            Lowest.Dequeue();
        double before = Lowest.Peek();
        return before - lowest < threshold * Math.Abs(before);
    }
}
