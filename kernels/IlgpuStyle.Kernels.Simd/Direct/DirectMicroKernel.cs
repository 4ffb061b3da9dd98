using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// The register-blocked inner loop of implicit GEMM: tile[r,j] = Σ_k source[r·step + offsets[k]] ·
/// weights[k,j] for <see cref="Rows"/> positions r and <see cref="Columns"/> channels j. Per k: two loads of
/// weights, one broadcast per row, two multiply-adds per broadcast, so arithmetic and not loads is the limit
/// (28 multiply-adds to 16 loads).
/// </summary>
internal static unsafe class DirectMicroKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Largest tile of any width, in floats: 14 rows of 2·16 channels.</summary>
    public const int LargestTile = 14 * 32;

    /// <summary>Positions per tile.</summary>
    public static int Rows => TLanes.ManyRegisters ? 14 : 6;

    /// <summary>Channels per tile: two vectors.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>Computes one tile.</summary>
    /// <param name="source">Position 0; every row must be readable, also those whose results are not
    /// wanted.</param>
    /// <param name="step">Floats from one position to the next.</param>
    /// <param name="offsets">Where term k lies relative to its position, in floats.</param>
    /// <param name="depth">Number of terms.</param>
    /// <param name="weights">(depth, Columns), dense.</param>
    /// <param name="target">Where the tile goes, and how.</param>
    public static void Run(
        float* source, nint step, int* offsets, int depth, float* weights, in TileTarget target)
    {
        if (TLanes.ManyRegisters)
            Run14(source, step, offsets, depth, weights, target);
        else
            Run6(source, step, offsets, depth, weights, target);
    }

    // 32 registers: 28 sums + 2 weights + 1 broadcast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run14(
        float* source, nint step, int* offsets, int depth, float* weights, in TileTarget target)
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero,
            a4 = TLanes.Zero, b4 = TLanes.Zero,
            a5 = TLanes.Zero, b5 = TLanes.Zero,
            a6 = TLanes.Zero, b6 = TLanes.Zero,
            a7 = TLanes.Zero, b7 = TLanes.Zero,
            a8 = TLanes.Zero, b8 = TLanes.Zero,
            a9 = TLanes.Zero, b9 = TLanes.Zero,
            a10 = TLanes.Zero, b10 = TLanes.Zero,
            a11 = TLanes.Zero, b11 = TLanes.Zero,
            a12 = TLanes.Zero, b12 = TLanes.Zero,
            a13 = TLanes.Zero, b13 = TLanes.Zero;
        nint step2 = 2 * step, step3 = 3 * step, step4 = 4 * step;
        int* end = offsets + depth;
        for (; offsets < end; offsets++, weights += 2 * TLanes.Count)
        {
            float* p0 = source + *offsets;
            float* p1 = p0 + step4;
            float* p2 = p1 + step4;
            float* p3 = p2 + step4;
            TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
            x = TLanes.Broadcast(p0[0]);
            a0 = TLanes.MultiplyAdd(x, w0, a0);
            b0 = TLanes.MultiplyAdd(x, w1, b0);
            x = TLanes.Broadcast(p0[step]);
            a1 = TLanes.MultiplyAdd(x, w0, a1);
            b1 = TLanes.MultiplyAdd(x, w1, b1);
            x = TLanes.Broadcast(p0[step2]);
            a2 = TLanes.MultiplyAdd(x, w0, a2);
            b2 = TLanes.MultiplyAdd(x, w1, b2);
            x = TLanes.Broadcast(p0[step3]);
            a3 = TLanes.MultiplyAdd(x, w0, a3);
            b3 = TLanes.MultiplyAdd(x, w1, b3);
            x = TLanes.Broadcast(p1[0]);
            a4 = TLanes.MultiplyAdd(x, w0, a4);
            b4 = TLanes.MultiplyAdd(x, w1, b4);
            x = TLanes.Broadcast(p1[step]);
            a5 = TLanes.MultiplyAdd(x, w0, a5);
            b5 = TLanes.MultiplyAdd(x, w1, b5);
            x = TLanes.Broadcast(p1[step2]);
            a6 = TLanes.MultiplyAdd(x, w0, a6);
            b6 = TLanes.MultiplyAdd(x, w1, b6);
            x = TLanes.Broadcast(p1[step3]);
            a7 = TLanes.MultiplyAdd(x, w0, a7);
            b7 = TLanes.MultiplyAdd(x, w1, b7);
            x = TLanes.Broadcast(p2[0]);
            a8 = TLanes.MultiplyAdd(x, w0, a8);
            b8 = TLanes.MultiplyAdd(x, w1, b8);
            x = TLanes.Broadcast(p2[step]);
            a9 = TLanes.MultiplyAdd(x, w0, a9);
            b9 = TLanes.MultiplyAdd(x, w1, b9);
            x = TLanes.Broadcast(p2[step2]);
            a10 = TLanes.MultiplyAdd(x, w0, a10);
            b10 = TLanes.MultiplyAdd(x, w1, b10);
            x = TLanes.Broadcast(p2[step3]);
            a11 = TLanes.MultiplyAdd(x, w0, a11);
            b11 = TLanes.MultiplyAdd(x, w1, b11);
            x = TLanes.Broadcast(p3[0]);
            a12 = TLanes.MultiplyAdd(x, w0, a12);
            b12 = TLanes.MultiplyAdd(x, w1, b12);
            x = TLanes.Broadcast(p3[step]);
            a13 = TLanes.MultiplyAdd(x, w0, a13);
            b13 = TLanes.MultiplyAdd(x, w1, b13);
        }

        target.Keep<TLanes, TVector>(a0, b0, 0);
        target.Keep<TLanes, TVector>(a1, b1, 1);
        target.Keep<TLanes, TVector>(a2, b2, 2);
        target.Keep<TLanes, TVector>(a3, b3, 3);
        target.Keep<TLanes, TVector>(a4, b4, 4);
        target.Keep<TLanes, TVector>(a5, b5, 5);
        target.Keep<TLanes, TVector>(a6, b6, 6);
        target.Keep<TLanes, TVector>(a7, b7, 7);
        target.Keep<TLanes, TVector>(a8, b8, 8);
        target.Keep<TLanes, TVector>(a9, b9, 9);
        target.Keep<TLanes, TVector>(a10, b10, 10);
        target.Keep<TLanes, TVector>(a11, b11, 11);
        target.Keep<TLanes, TVector>(a12, b12, 12);
        target.Keep<TLanes, TVector>(a13, b13, 13);
    }

    // 16 registers: 12 sums + 2 weights + 1 broadcast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run6(
        float* source, nint step, int* offsets, int depth, float* weights, in TileTarget target)
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero,
            a4 = TLanes.Zero, b4 = TLanes.Zero,
            a5 = TLanes.Zero, b5 = TLanes.Zero;
        nint step2 = 2 * step, step3 = 3 * step, step4 = 4 * step;
        int* end = offsets + depth;
        for (; offsets < end; offsets++, weights += 2 * TLanes.Count)
        {
            float* p0 = source + *offsets;
            float* p1 = p0 + step4;
            TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
            x = TLanes.Broadcast(p0[0]);
            a0 = TLanes.MultiplyAdd(x, w0, a0);
            b0 = TLanes.MultiplyAdd(x, w1, b0);
            x = TLanes.Broadcast(p0[step]);
            a1 = TLanes.MultiplyAdd(x, w0, a1);
            b1 = TLanes.MultiplyAdd(x, w1, b1);
            x = TLanes.Broadcast(p0[step2]);
            a2 = TLanes.MultiplyAdd(x, w0, a2);
            b2 = TLanes.MultiplyAdd(x, w1, b2);
            x = TLanes.Broadcast(p0[step3]);
            a3 = TLanes.MultiplyAdd(x, w0, a3);
            b3 = TLanes.MultiplyAdd(x, w1, b3);
            x = TLanes.Broadcast(p1[0]);
            a4 = TLanes.MultiplyAdd(x, w0, a4);
            b4 = TLanes.MultiplyAdd(x, w1, b4);
            x = TLanes.Broadcast(p1[step]);
            a5 = TLanes.MultiplyAdd(x, w0, a5);
            b5 = TLanes.MultiplyAdd(x, w1, b5);
        }

        target.Keep<TLanes, TVector>(a0, b0, 0);
        target.Keep<TLanes, TVector>(a1, b1, 1);
        target.Keep<TLanes, TVector>(a2, b2, 2);
        target.Keep<TLanes, TVector>(a3, b3, 3);
        target.Keep<TLanes, TVector>(a4, b4, 4);
        target.Keep<TLanes, TVector>(a5, b5, 5);
    }
}
