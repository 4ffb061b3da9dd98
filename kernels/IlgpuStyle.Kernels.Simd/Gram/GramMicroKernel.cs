using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>
/// The register-blocked inner loop of Gram products: tile[r,j] = Σ_p rows[p,r] · columns[p,j] over positions
/// p of two blocks in the blocked layout, for <see cref="Rows"/> row channels and two vectors of column
/// channels.
/// </summary>
internal static unsafe class GramMicroKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    // Columns come from the level-2 cache, 16 positions ahead.
    private const int Ahead = 16 * Block;

    /// <summary>Largest tile of any width, in floats.</summary>
    public const int LargestTile = 8 * 32;

    /// <summary>Row channels per tile, a divisor of <see cref="TensorLayout.Block"/>.</summary>
    public static int Rows => TLanes.ManyRegisters ? 8 : 4;

    /// <summary>Computes one tile into <paramref name="tile"/>, (Rows, 2·Count), dense.</summary>
    /// <param name="rows">First row channel at the first position.</param>
    /// <param name="first">First vector of column channels at the first position.</param>
    /// <param name="second">Second vector of column channels at the first position.</param>
    /// <param name="count">Positions.</param>
    /// <param name="next">Positions wanted later: one cache line is prefetched per position.</param>
    /// <param name="tile">Result.</param>
    public static void Run(float* rows, float* first, float* second, int count, float* next, float* tile)
    {
        if (TLanes.ManyRegisters)
            Run8(rows, first, second, count, next, tile);
        else
            Run4(rows, first, second, count, next, tile);
    }

    // 32 registers: 16 sums + 2 columns + 1 broadcast; 16 chains hide the latency of 4 cycles at 2 per cycle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run8(float* rows, float* first, float* second, int count, float* next, float* tile)
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero,
            a4 = TLanes.Zero, b4 = TLanes.Zero,
            a5 = TLanes.Zero, b5 = TLanes.Zero,
            a6 = TLanes.Zero, b6 = TLanes.Zero,
            a7 = TLanes.Zero, b7 = TLanes.Zero;
        float* end = rows + (long)count * Block;
        for (; rows < end; rows += Block, first += Block, second += Block, next += Block)
        {
            TLanes.Prefetch(next);
            TLanes.PrefetchNear(first + Ahead);
            TLanes.PrefetchNear(second + Ahead);
            TVector w0 = TLanes.Load(first), w1 = TLanes.Load(second), x;
            x = TLanes.Broadcast(rows[0]);
            a0 = TLanes.MultiplyAdd(x, w0, a0);
            b0 = TLanes.MultiplyAdd(x, w1, b0);
            x = TLanes.Broadcast(rows[1]);
            a1 = TLanes.MultiplyAdd(x, w0, a1);
            b1 = TLanes.MultiplyAdd(x, w1, b1);
            x = TLanes.Broadcast(rows[2]);
            a2 = TLanes.MultiplyAdd(x, w0, a2);
            b2 = TLanes.MultiplyAdd(x, w1, b2);
            x = TLanes.Broadcast(rows[3]);
            a3 = TLanes.MultiplyAdd(x, w0, a3);
            b3 = TLanes.MultiplyAdd(x, w1, b3);
            x = TLanes.Broadcast(rows[4]);
            a4 = TLanes.MultiplyAdd(x, w0, a4);
            b4 = TLanes.MultiplyAdd(x, w1, b4);
            x = TLanes.Broadcast(rows[5]);
            a5 = TLanes.MultiplyAdd(x, w0, a5);
            b5 = TLanes.MultiplyAdd(x, w1, b5);
            x = TLanes.Broadcast(rows[6]);
            a6 = TLanes.MultiplyAdd(x, w0, a6);
            b6 = TLanes.MultiplyAdd(x, w1, b6);
            x = TLanes.Broadcast(rows[7]);
            a7 = TLanes.MultiplyAdd(x, w0, a7);
            b7 = TLanes.MultiplyAdd(x, w1, b7);
        }

        Keep(a0, b0, tile, 0);
        Keep(a1, b1, tile, 1);
        Keep(a2, b2, tile, 2);
        Keep(a3, b3, tile, 3);
        Keep(a4, b4, tile, 4);
        Keep(a5, b5, tile, 5);
        Keep(a6, b6, tile, 6);
        Keep(a7, b7, tile, 7);
    }

    /// <summary>
    /// The same for a whole block of row channels and a single vector of column channels, into a tile of (16, Count): a diagonal's
    /// last columns, where a second vector would be a copy of the first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunSingle(float* rows, float* columns, int count, float* next, float* tile)
    {
        TVector a0 = TLanes.Zero, a1 = TLanes.Zero, a2 = TLanes.Zero, a3 = TLanes.Zero,
            a4 = TLanes.Zero, a5 = TLanes.Zero, a6 = TLanes.Zero, a7 = TLanes.Zero,
            a8 = TLanes.Zero, a9 = TLanes.Zero, a10 = TLanes.Zero, a11 = TLanes.Zero,
            a12 = TLanes.Zero, a13 = TLanes.Zero, a14 = TLanes.Zero, a15 = TLanes.Zero;
        float* end = rows + (long)count * Block;
        for (; rows < end; rows += Block, columns += Block, next += Block)
        {
            TLanes.Prefetch(next);
            TLanes.PrefetchNear(columns + Ahead);
            TVector w = TLanes.Load(columns);
            a0 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[0]), w, a0);
            a1 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[1]), w, a1);
            a2 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[2]), w, a2);
            a3 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[3]), w, a3);
            a4 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[4]), w, a4);
            a5 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[5]), w, a5);
            a6 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[6]), w, a6);
            a7 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[7]), w, a7);
            a8 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[8]), w, a8);
            a9 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[9]), w, a9);
            a10 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[10]), w, a10);
            a11 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[11]), w, a11);
            a12 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[12]), w, a12);
            a13 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[13]), w, a13);
            a14 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[14]), w, a14);
            a15 = TLanes.MultiplyAdd(TLanes.Broadcast(rows[15]), w, a15);
        }

        TLanes.Store(a0, tile);
        TLanes.Store(a1, tile + TLanes.Count);
        TLanes.Store(a2, tile + 2 * TLanes.Count);
        TLanes.Store(a3, tile + 3 * TLanes.Count);
        TLanes.Store(a4, tile + 4 * TLanes.Count);
        TLanes.Store(a5, tile + 5 * TLanes.Count);
        TLanes.Store(a6, tile + 6 * TLanes.Count);
        TLanes.Store(a7, tile + 7 * TLanes.Count);
        TLanes.Store(a8, tile + 8 * TLanes.Count);
        TLanes.Store(a9, tile + 9 * TLanes.Count);
        TLanes.Store(a10, tile + 10 * TLanes.Count);
        TLanes.Store(a11, tile + 11 * TLanes.Count);
        TLanes.Store(a12, tile + 12 * TLanes.Count);
        TLanes.Store(a13, tile + 13 * TLanes.Count);
        TLanes.Store(a14, tile + 14 * TLanes.Count);
        TLanes.Store(a15, tile + 15 * TLanes.Count);
    }

    // 16 registers: 8 sums + 2 columns + 1 broadcast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run4(float* rows, float* first, float* second, int count, float* next, float* tile)
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero;
        float* end = rows + (long)count * Block;
        for (; rows < end; rows += Block, first += Block, second += Block, next += Block)
        {
            TLanes.Prefetch(next);
            TLanes.PrefetchNear(first + Ahead);
            TLanes.PrefetchNear(second + Ahead);
            TVector w0 = TLanes.Load(first), w1 = TLanes.Load(second), x;
            x = TLanes.Broadcast(rows[0]);
            a0 = TLanes.MultiplyAdd(x, w0, a0);
            b0 = TLanes.MultiplyAdd(x, w1, b0);
            x = TLanes.Broadcast(rows[1]);
            a1 = TLanes.MultiplyAdd(x, w0, a1);
            b1 = TLanes.MultiplyAdd(x, w1, b1);
            x = TLanes.Broadcast(rows[2]);
            a2 = TLanes.MultiplyAdd(x, w0, a2);
            b2 = TLanes.MultiplyAdd(x, w1, b2);
            x = TLanes.Broadcast(rows[3]);
            a3 = TLanes.MultiplyAdd(x, w0, a3);
            b3 = TLanes.MultiplyAdd(x, w1, b3);
        }

        Keep(a0, b0, tile, 0);
        Keep(a1, b1, tile, 1);
        Keep(a2, b2, tile, 2);
        Keep(a3, b3, tile, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TVector first, TVector second, float* tile, int row)
    {
        TLanes.Store(first, tile + row * 2 * TLanes.Count);
        TLanes.Store(second, tile + (row * 2 + 1) * TLanes.Count);
    }
}
