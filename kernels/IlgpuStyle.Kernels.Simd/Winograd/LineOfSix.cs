using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>F(6, 3): whole tiles.</summary>
internal readonly unsafe struct LineOfSix<TLanes, TVector> : ITileLine<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    public static int Outputs => 6;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data<TSource>(TSource source, nint column, float* target, nint step)
        where TSource : struct, ITileSource<TVector>
    {
        WinogradLine<TLanes, TVector>.Data(
            source.Load(0, column), source.Load(1, column), source.Load(2, column), source.Load(3, column), source.Load(4, column),
            source.Load(5, column), source.Load(6, column), source.Load(7, column),
            out TVector v0, out TVector v1, out TVector v2, out TVector v3, out TVector v4, out TVector v5, out TVector v6,
            out TVector v7);
        TLanes.Store(v0, target);
        TLanes.Store(v1, target + step);
        TLanes.Store(v2, target + 2 * step);
        TLanes.Store(v3, target + 3 * step);
        TLanes.Store(v4, target + 4 * step);
        TLanes.Store(v5, target + 5 * step);
        TLanes.Store(v6, target + 6 * step);
        TLanes.Store(v7, target + 7 * step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse(float* products, nint step, float* target, nint targetStep)
    {
        WinogradLine<TLanes, TVector>.Inverse(
            TLanes.Load(products), TLanes.Load(products + step), TLanes.Load(products + 2 * step), TLanes.Load(products + 3 * step),
            TLanes.Load(products + 4 * step), TLanes.Load(products + 5 * step), TLanes.Load(products + 6 * step),
            TLanes.Load(products + 7 * step),
            out TVector y0, out TVector y1, out TVector y2, out TVector y3, out TVector y4, out TVector y5);
        TLanes.Store(y0, target);
        TLanes.Store(y1, target + targetStep);
        TLanes.Store(y2, target + 2 * targetStep);
        TLanes.Store(y3, target + 3 * targetStep);
        TLanes.Store(y4, target + 4 * targetStep);
        TLanes.Store(y5, target + 5 * targetStep);
    }
}
