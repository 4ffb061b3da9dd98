using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// F(2, 3) at the points 0, ±1, ∞ with the kernel's transform of <see cref="WinogradLine{TLanes, TVector}"/>: N(0) = −1, whose row is
/// negated, and N(±1) = 2.
/// </summary>
internal readonly unsafe struct LineOfTwo<TLanes, TVector> : ITileLine<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    public static int Outputs => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data<TSource>(TSource source, nint column, float* target, nint step)
        where TSource : struct, ITileSource<TVector>
    {
        TVector d1 = source.Load(1, column), d2 = source.Load(2, column);
        TLanes.Store(TLanes.Subtract(source.Load(0, column), d2), target);
        TLanes.Store(TLanes.Add(d2, d1), target + step);
        TLanes.Store(TLanes.Subtract(d2, d1), target + 2 * step);
        TLanes.Store(TLanes.Subtract(source.Load(3, column), d1), target + 3 * step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse(float* products, nint step, float* target, nint targetStep)
    {
        TVector m1 = TLanes.Load(products + step), m2 = TLanes.Load(products + 2 * step), half = TLanes.Broadcast(0.5f);
        TLanes.Store(TLanes.MultiplyAdd(half, TLanes.Add(m1, m2), TLanes.Load(products)), target);
        TLanes.Store(TLanes.MultiplyAdd(half, TLanes.Subtract(m1, m2), TLanes.Load(products + 3 * step)), target + targetStep);
    }
}
