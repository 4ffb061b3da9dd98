using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>Sums overwrite their target.</summary>
internal readonly unsafe struct StoredSums<TLanes, TVector> : ISumTarget<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(TVector sums, float* target) => TLanes.Store(sums, target);
}
