using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Sums overwrite their target.</summary>
internal readonly unsafe struct StoredSums<TLanes, TVector> : ISumTarget<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(TVector sums, float* target) => TLanes.Store(sums, target);
}
