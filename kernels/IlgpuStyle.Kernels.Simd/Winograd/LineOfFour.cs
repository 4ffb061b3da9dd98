using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// F(4, 3) at the points 0, ±1, ∞, ±2 with the kernel's transform of <see cref="WinogradLine{TLanes, TVector}"/>: of point 0 a quarter of
/// Lagrange's polynomial, which is 1/N(0).
/// </summary>
internal readonly unsafe struct LineOfFour<TLanes, TVector> : ITileLine<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // 1/N(p)
    private const float ScaleOne = (float)(-1.0 / 6), ScaleTwo = (float)(1.0 / 24);

    /// <inheritdoc/>
    public static int Outputs => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data<TSource>(TSource source, nint column, float* target, nint step)
        where TSource : struct, ITileSource<TVector>
    {
        TVector d1 = source.Load(1, column), d2 = source.Load(2, column), d3 = source.Load(3, column), d4 = source.Load(4, column);

        // ¼(x² − 1)(x² − 4) = ¼x⁴ − 1¼x² + 1
        TLanes.Store(
            TLanes.MultiplyAdd(
                TLanes.Broadcast(0.25f), d4, TLanes.MultiplyAdd(TLanes.Broadcast(-1.25f), d2, source.Load(0, column))), target);

        // x(x ± 1)(x² − 4)
        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(-4), d2, d4), odd = TLanes.MultiplyAdd(TLanes.Broadcast(-4), d1, d3);
        TLanes.Store(TLanes.Add(even, odd), target + step);
        TLanes.Store(TLanes.Subtract(even, odd), target + 2 * step);

        // x(x² − 1)(x² − 4) = x⁵ − 5x³ + 4x
        TLanes.Store(
            TLanes.MultiplyAdd(TLanes.Broadcast(4), d1, TLanes.MultiplyAdd(TLanes.Broadcast(-5), d3, source.Load(5, column))),
            target + 3 * step);

        // x(x ± 2)(x² − 1)
        even = TLanes.Subtract(d4, d2);
        odd = TLanes.Subtract(d3, d1);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(2), odd, even), target + 4 * step);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-2), odd, even), target + 5 * step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse(float* products, nint step, float* target, nint targetStep)
    {
        TVector m1 = TLanes.Load(products + step), m2 = TLanes.Load(products + 2 * step);
        TVector m4 = TLanes.Load(products + 4 * step), m5 = TLanes.Load(products + 5 * step);
        TVector one = TLanes.Multiply(TLanes.Broadcast(ScaleOne), TLanes.Add(m1, m2)), two = TLanes.Add(m4, m5);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(ScaleTwo), two, TLanes.Add(TLanes.Load(products), one)), target);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(ScaleTwo * 4), two, one), target + 2 * targetStep);
        one = TLanes.Multiply(TLanes.Broadcast(ScaleOne), TLanes.Subtract(m1, m2));
        two = TLanes.Subtract(m4, m5);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(ScaleTwo * 2), two, one), target + targetStep);
        TLanes.Store(
            TLanes.MultiplyAdd(TLanes.Broadcast(ScaleTwo * 8), two, TLanes.Add(TLanes.Load(products + 3 * step), one)),
            target + 3 * targetStep);
    }
}
