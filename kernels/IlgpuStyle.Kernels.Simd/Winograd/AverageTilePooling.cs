using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Pooling;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Means, summed in the order of <see cref="PoolingForwardJob{TLanes,TVector}"/>: the same bits.
/// </summary>
internal readonly struct AverageTilePooling<TLanes, TVector> : ITilePooling<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    public static bool Pools => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine(TVector value, TVector next) => TLanes.Add(value, next);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Finish(TVector value, int count) =>
        TLanes.Multiply(value, TLanes.Broadcast(1f / count));
}
