using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Threading;

/// <summary>
/// Applies an operator struct to a storage array, 64 KiB per item. Padding is computed like everything else:
/// the operators used here map zeros to zero.
/// </summary>
internal sealed class ElementwiseJob<TLanes, TVector, TOperator> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TOperator : struct, IElementwise<TVector>
{
    private const int ItemLength = 16384;

    private TOperator _current;
    private long _length;

    /// <summary>
    /// Runs <paramref name="operation"/> over <paramref name="storageLength"/> floats, a multiple of 16.
    /// </summary>
    public void Run(WorkerTeam team, TOperator operation, long storageLength)
    {
        _current = operation;
        _length = storageLength;
        team.Run(this, (int)((storageLength + ItemLength - 1) / ItemLength));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        TOperator operation = _current;
        long end = Math.Min(_length, (item + 1L) * ItemLength);
        for (long offset = (long)item * ItemLength; offset < end; offset += TLanes.Count)
            operation.Apply(offset);
    }
}
