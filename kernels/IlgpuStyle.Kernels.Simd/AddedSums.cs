using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Sums are added to their target.</summary>
internal readonly unsafe struct AddedSums<TLanes, TVector> : ISumTarget<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(TVector sums, float* target) =>
        TLanes.Store(TLanes.Add(TLanes.Load(target), sums), target);
}
