using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The three transforms of F(6, 3), one line at a time: with V = Bᵀ·d of 8 inputs, U = G·g of 3 kernel elements and y = Aᵀ·m of 8 products,
/// Aᵀ[(G·g) ⊙ (Bᵀ·d)] is the correlation of d with g. Points ±p share their even and odd parts.
/// </summary>
internal static class WinogradLine<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Lagrange's denominators, of ±½ with the kernel's factor 4 (below): 1/N(p) with N(p) = Π (p − q) over the finite points q ≠ p.
    private const float ScaleOne = (float)(-2.0 / 9), ScaleHalf = (float)(8.0 / 45), ScaleTwo = (float)(1.0 / 90);

    /// <summary>Bᵀ·d: row p is Π (x − q) over the finite points q ≠ p, of point 0 negated, of ∞ over all of them; 24 operations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data(
        TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, TVector d6, TVector d7,
        out TVector zero, out TVector one, out TVector minusOne, out TVector infinity, out TVector two, out TVector minusTwo,
        out TVector half, out TVector minusHalf)
    {
        // (x² − 1)(x² − ¼)(x² − 4) = x⁶ − 5¼x⁴ + 5¼x² − 1.
        zero = TLanes.MultiplyAdd(TLanes.Broadcast(5.25f), TLanes.Subtract(d4, d2), TLanes.Subtract(d0, d6));
        infinity = TLanes.MultiplyAdd(TLanes.Broadcast(5.25f), TLanes.Subtract(d3, d5), TLanes.Subtract(d7, d1));

        // x(x ± 1)(x² − ¼)(x² − 4)
        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(-4.25f), d4, TLanes.Add(d2, d6));
        TVector odd = TLanes.MultiplyAdd(TLanes.Broadcast(-4.25f), d3, TLanes.Add(d1, d5));
        one = TLanes.Add(even, odd);
        minusOne = TLanes.Subtract(even, odd);

        // x(x ± ½)(x² − 1)(x² − 4)
        even = TLanes.MultiplyAdd(TLanes.Broadcast(4), d2, TLanes.MultiplyAdd(TLanes.Broadcast(-5), d4, d6));
        odd = TLanes.MultiplyAdd(TLanes.Broadcast(4), d1, TLanes.MultiplyAdd(TLanes.Broadcast(-5), d3, d5));
        half = TLanes.MultiplyAdd(TLanes.Broadcast(0.5f), odd, even);
        minusHalf = TLanes.MultiplyAdd(TLanes.Broadcast(-0.5f), odd, even);

        // x(x ± 2)(x² − 1)(x² − ¼)
        even = TLanes.MultiplyAdd(TLanes.Broadcast(0.25f), d2, TLanes.MultiplyAdd(TLanes.Broadcast(-1.25f), d4, d6));
        odd = TLanes.MultiplyAdd(TLanes.Broadcast(0.25f), d1, TLanes.MultiplyAdd(TLanes.Broadcast(-1.25f), d3, d5));
        two = TLanes.MultiplyAdd(TLanes.Broadcast(2), odd, even);
        minusTwo = TLanes.MultiplyAdd(TLanes.Broadcast(-2), odd, even);
    }

    /// <summary>G·g: the kernel's polynomial g₀ + g₁p + g₂p² at each point, at ±½ four times that; 9 operations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel(
        TVector g0, TVector g1, TVector g2,
        out TVector one, out TVector minusOne, out TVector two, out TVector minusTwo, out TVector half, out TVector minusHalf)
    {
        TVector even = TLanes.Add(g0, g2);
        one = TLanes.Add(even, g1);
        minusOne = TLanes.Subtract(even, g1);
        even = TLanes.MultiplyAdd(TLanes.Broadcast(4), g0, g2);
        half = TLanes.MultiplyAdd(TLanes.Broadcast(2), g1, even);
        minusHalf = TLanes.MultiplyAdd(TLanes.Broadcast(-2), g1, even);
        even = TLanes.MultiplyAdd(TLanes.Broadcast(4), g2, g0);
        two = TLanes.MultiplyAdd(TLanes.Broadcast(2), g1, even);
        minusTwo = TLanes.MultiplyAdd(TLanes.Broadcast(-2), g1, even);
    }

    /// <summary>
    /// Aᵀ·m: output k is Σ m·pᵏ/N(p) over the points, in the order of <see cref="WinogradPoints"/>; point 0 reaches output 0 only, ∞
    /// output 5 only; 22 operations.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse(
        TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, TVector m6, TVector m7,
        out TVector y0, out TVector y1, out TVector y2, out TVector y3, out TVector y4, out TVector y5)
    {
        TVector one = TLanes.Multiply(TLanes.Broadcast(ScaleOne), TLanes.Add(m1, m2));
        TVector two = TLanes.Add(m4, m5), half = TLanes.Add(m6, m7);
        y0 = Terms(ScaleHalf, half, ScaleTwo, two, TLanes.Add(m0, one));
        y2 = Terms(ScaleHalf / 4, half, ScaleTwo * 4, two, one);
        y4 = Terms(ScaleHalf / 16, half, ScaleTwo * 16, two, one);
        one = TLanes.Multiply(TLanes.Broadcast(ScaleOne), TLanes.Subtract(m1, m2));
        two = TLanes.Subtract(m4, m5);
        half = TLanes.Subtract(m6, m7);
        y1 = Terms(ScaleHalf / 2, half, ScaleTwo * 2, two, one);
        y3 = Terms(ScaleHalf / 8, half, ScaleTwo * 8, two, one);
        y5 = Terms(ScaleHalf / 32, half, ScaleTwo * 32, two, TLanes.Add(m3, one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Terms(float scaleHalf, TVector half, float scaleTwo, TVector two, TVector rest) =>
        TLanes.MultiplyAdd(
            TLanes.Broadcast(scaleTwo), two, TLanes.MultiplyAdd(TLanes.Broadcast(scaleHalf), half, rest));
}
