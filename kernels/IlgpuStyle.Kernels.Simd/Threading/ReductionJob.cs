namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Sums over a storage array in chunks that do not depend on the number of threads, added up in order.
/// </summary>
internal abstract unsafe class ReductionJob : Job
{
    private const int ItemLength = 16384;

    private double* partialSums;
    private int columns;
    private long length;

    /// <summary>
    /// Computes one sum per entry of <paramref name="results"/> over <paramref name="storageLength"/> floats,
    /// a multiple of 16.
    /// </summary>
    public void Run(SimdContext context, long storageLength, Span<double> results)
    {
        int items = (int)((storageLength + ItemLength - 1) / ItemLength);
        columns = results.Length;
        length = storageLength;
        partialSums = (double*)context.Shared.Reserve(
            SimdContext.Exchange, (long)items * columns * sizeof(double));
        context.Team.Run(this, items);
        results.Clear();
        for (int item = 0; item < items; item++)
        {
            for (int column = 0; column < columns; column++)
                results[column] += partialSums[(long)item * columns + column];
        }
    }

    /// <inheritdoc/>
    public sealed override void Execute(int item, int worker)
    {
        double* sums = partialSums + (long)item * columns;
        new Span<double>(sums, columns).Clear();
        long start = (long)item * ItemLength;
        Reduce(start, (int)Math.Min(ItemLength, length - start), sums);
    }

    /// <summary>
    /// Adds the sums over <paramref name="length"/> floats (a multiple of 16) from <paramref name="start"/>
    /// to <paramref name="sums"/>.
    /// </summary>
    protected abstract void Reduce(long start, int length, double* sums);
}
