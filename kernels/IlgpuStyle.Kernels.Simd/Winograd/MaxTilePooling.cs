using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>The first largest element.</summary>
internal readonly struct MaxTilePooling<TLanes, TVector> : ITilePooling<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    public static bool Pools => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine(TVector value, TVector next) =>
        TLanes.Select(TLanes.GreaterThan(next, value), next, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Finish(TVector value, int count) => value;
}
