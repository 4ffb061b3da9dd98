using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Lanes;

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
