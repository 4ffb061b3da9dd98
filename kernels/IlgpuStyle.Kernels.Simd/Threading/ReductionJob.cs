namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Sums over a storage array in chunks that do not depend on the number of threads, added up in order.
/// </summary>
internal abstract unsafe class ReductionJob : Job
{
    private const int ItemLength = 16384;

    private double* _partialSums;
    private int _columns;
    private long _length;

    /// <summary>
    /// Computes one sum per entry of <paramref name="results"/> over <paramref name="storageLength"/> floats,
    /// a multiple of 16.
    /// </summary>
    public void Run(SimdContext context, long storageLength, Span<double> results)
    {
        int items = (int)((storageLength + ItemLength - 1) / ItemLength);
        _columns = results.Length;
        _length = storageLength;
        _partialSums = (double*)context.Shared.Reserve(
            SimdContext.Exchange, (long)items * _columns * sizeof(double));
        context.Team.Run(this, items);
        results.Clear();
        for (int item = 0; item < items; item++)
        {
            for (int column = 0; column < _columns; column++)
                results[column] += _partialSums[(long)item * _columns + column];
        }
    }

    /// <inheritdoc/>
    public sealed override void Execute(int item, int worker)
    {
        double* sums = _partialSums + (long)item * _columns;
        new Span<double>(sums, _columns).Clear();
        long start = (long)item * ItemLength;
        Reduce(start, (int)Math.Min(ItemLength, _length - start), sums);
    }

    /// <summary>
    /// Adds the sums over <paramref name="length"/> floats (a multiple of 16) from <paramref name="start"/>
    /// to <paramref name="sums"/>.
    /// </summary>
    protected abstract void Reduce(long start, int length, double* sums);
}
