using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The register-blocked inner loop of the 64 products: out[t,j] = Σ_c data[c,t] · weights[c,j] for a few
/// tiles t (or positions) and two vectors of channels j. Per c: two loads of weights, one broadcast per tile,
/// two multiply-adds per broadcast.
/// </summary>
internal static unsafe class WinogradMicroKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Most tiles that <see cref="RowsOf"/> exceeds what is wanted by.</summary>
    public const int LargestExcess = 3;

    private const int Block = TensorLayout.Block;

    /// <summary>Most tiles that one call computes.</summary>
    public static int Rows => TLanes.ManyRegisters ? 14 : 6;

    /// <summary>
    /// The tiles that the next call computes best of so many that are left: with as few calls, and then with as few tiles too many, as
    /// kernels of 14, 8, 6 and 4 rows allow, or of 6 and 4.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowsOf(int left)
    {
        if (!TLanes.ManyRegisters)
            return left is <= 4 or 7 or 8 ? 4 : 6;
        return left switch
        {
            <= 4 => 4,
            5 or 6 or 9 or 10 => 6,
            7 or 8 or 11 or 12 or 15 or 16 => 8,
            _ => 14,
        };
    }

    /// <summary>
    /// Computes at least <paramref name="rows"/> tiles (1 … <see cref="Rows"/>), rounded up to the next
    /// kernel that exists; rows beyond hold garbage that nobody reads, but must be readable and writable.
    /// </summary>
    /// <param name="rows">Tiles wanted.</param>
    /// <param name="data">Blocks of (tile, 16 channels).</param>
    /// <param name="blockStride">Floats from one block of 16 channels to the next.</param>
    /// <param name="blocks">Blocks of channels summed over.</param>
    /// <param name="weights">(channel, 2 · Count), dense.</param>
    /// <param name="first">First vector of channels of the first tile; 16 floats to the next tile.</param>
    /// <param name="second">Second vector of channels, likewise.</param>
    /// <param name="next">Weights wanted later: one cache line is prefetched per channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TTarget>(
        int rows, float* data, nint blockStride, int blocks, float* weights, float* first, float* second,
        float* next)
        where TTarget : struct, ISumTarget<TVector>
    {
        if (TLanes.ManyRegisters && rows > 8)
            Run14<TTarget>(data, blockStride, blocks, weights, first, second, next);
        else if (TLanes.ManyRegisters && rows > 6)
            Run8<TTarget>(data, blockStride, blocks, weights, first, second, next);
        else if (rows > 4)
            Run6<TTarget>(data, blockStride, blocks, weights, first, second, next);
        else
            Run4<TTarget>(data, blockStride, blocks, weights, first, second, next);
    }

    // 32 registers: 28 sums + 2 weights + 1 broadcast; 28 multiply-adds to 16 loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run14<TTarget>(
        float* data, nint blockStride, int blocks, float* weights, float* first, float* second, float* next)
        where TTarget : struct, ISumTarget<TVector>
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
        for (int block = 0; block < blocks; block++, data += blockStride)
        {
            float* end = data + Block;
            for (float* p = data; p < end; p++, weights += 2 * TLanes.Count, next += Block)
            {
                TLanes.Prefetch(next);
                TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
                x = TLanes.Broadcast(p[0]);
                a0 = TLanes.MultiplyAdd(x, w0, a0);
                b0 = TLanes.MultiplyAdd(x, w1, b0);
                x = TLanes.Broadcast(p[Block]);
                a1 = TLanes.MultiplyAdd(x, w0, a1);
                b1 = TLanes.MultiplyAdd(x, w1, b1);
                x = TLanes.Broadcast(p[2 * Block]);
                a2 = TLanes.MultiplyAdd(x, w0, a2);
                b2 = TLanes.MultiplyAdd(x, w1, b2);
                x = TLanes.Broadcast(p[3 * Block]);
                a3 = TLanes.MultiplyAdd(x, w0, a3);
                b3 = TLanes.MultiplyAdd(x, w1, b3);
                x = TLanes.Broadcast(p[4 * Block]);
                a4 = TLanes.MultiplyAdd(x, w0, a4);
                b4 = TLanes.MultiplyAdd(x, w1, b4);
                x = TLanes.Broadcast(p[5 * Block]);
                a5 = TLanes.MultiplyAdd(x, w0, a5);
                b5 = TLanes.MultiplyAdd(x, w1, b5);
                x = TLanes.Broadcast(p[6 * Block]);
                a6 = TLanes.MultiplyAdd(x, w0, a6);
                b6 = TLanes.MultiplyAdd(x, w1, b6);
                x = TLanes.Broadcast(p[7 * Block]);
                a7 = TLanes.MultiplyAdd(x, w0, a7);
                b7 = TLanes.MultiplyAdd(x, w1, b7);
                x = TLanes.Broadcast(p[8 * Block]);
                a8 = TLanes.MultiplyAdd(x, w0, a8);
                b8 = TLanes.MultiplyAdd(x, w1, b8);
                x = TLanes.Broadcast(p[9 * Block]);
                a9 = TLanes.MultiplyAdd(x, w0, a9);
                b9 = TLanes.MultiplyAdd(x, w1, b9);
                x = TLanes.Broadcast(p[10 * Block]);
                a10 = TLanes.MultiplyAdd(x, w0, a10);
                b10 = TLanes.MultiplyAdd(x, w1, b10);
                x = TLanes.Broadcast(p[11 * Block]);
                a11 = TLanes.MultiplyAdd(x, w0, a11);
                b11 = TLanes.MultiplyAdd(x, w1, b11);
                x = TLanes.Broadcast(p[12 * Block]);
                a12 = TLanes.MultiplyAdd(x, w0, a12);
                b12 = TLanes.MultiplyAdd(x, w1, b12);
                x = TLanes.Broadcast(p[13 * Block]);
                a13 = TLanes.MultiplyAdd(x, w0, a13);
                b13 = TLanes.MultiplyAdd(x, w1, b13);
            }
        }

        Keep<TTarget>(a0, b0, first, second, 0);
        Keep<TTarget>(a1, b1, first, second, 1);
        Keep<TTarget>(a2, b2, first, second, 2);
        Keep<TTarget>(a3, b3, first, second, 3);
        Keep<TTarget>(a4, b4, first, second, 4);
        Keep<TTarget>(a5, b5, first, second, 5);
        Keep<TTarget>(a6, b6, first, second, 6);
        Keep<TTarget>(a7, b7, first, second, 7);
        Keep<TTarget>(a8, b8, first, second, 8);
        Keep<TTarget>(a9, b9, first, second, 9);
        Keep<TTarget>(a10, b10, first, second, 10);
        Keep<TTarget>(a11, b11, first, second, 11);
        Keep<TTarget>(a12, b12, first, second, 12);
        Keep<TTarget>(a13, b13, first, second, 13);
    }

    // 32 registers: 16 sums + 2 weights + 1 broadcast.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run8<TTarget>(
        float* data, nint blockStride, int blocks, float* weights, float* first, float* second, float* next)
        where TTarget : struct, ISumTarget<TVector>
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero,
            a4 = TLanes.Zero, b4 = TLanes.Zero,
            a5 = TLanes.Zero, b5 = TLanes.Zero,
            a6 = TLanes.Zero, b6 = TLanes.Zero,
            a7 = TLanes.Zero, b7 = TLanes.Zero;
        for (int block = 0; block < blocks; block++, data += blockStride)
        {
            float* end = data + Block;
            for (float* p = data; p < end; p++, weights += 2 * TLanes.Count, next += Block)
            {
                TLanes.Prefetch(next);
                TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
                x = TLanes.Broadcast(p[0]);
                a0 = TLanes.MultiplyAdd(x, w0, a0);
                b0 = TLanes.MultiplyAdd(x, w1, b0);
                x = TLanes.Broadcast(p[Block]);
                a1 = TLanes.MultiplyAdd(x, w0, a1);
                b1 = TLanes.MultiplyAdd(x, w1, b1);
                x = TLanes.Broadcast(p[2 * Block]);
                a2 = TLanes.MultiplyAdd(x, w0, a2);
                b2 = TLanes.MultiplyAdd(x, w1, b2);
                x = TLanes.Broadcast(p[3 * Block]);
                a3 = TLanes.MultiplyAdd(x, w0, a3);
                b3 = TLanes.MultiplyAdd(x, w1, b3);
                x = TLanes.Broadcast(p[4 * Block]);
                a4 = TLanes.MultiplyAdd(x, w0, a4);
                b4 = TLanes.MultiplyAdd(x, w1, b4);
                x = TLanes.Broadcast(p[5 * Block]);
                a5 = TLanes.MultiplyAdd(x, w0, a5);
                b5 = TLanes.MultiplyAdd(x, w1, b5);
                x = TLanes.Broadcast(p[6 * Block]);
                a6 = TLanes.MultiplyAdd(x, w0, a6);
                b6 = TLanes.MultiplyAdd(x, w1, b6);
                x = TLanes.Broadcast(p[7 * Block]);
                a7 = TLanes.MultiplyAdd(x, w0, a7);
                b7 = TLanes.MultiplyAdd(x, w1, b7);
            }
        }

        Keep<TTarget>(a0, b0, first, second, 0);
        Keep<TTarget>(a1, b1, first, second, 1);
        Keep<TTarget>(a2, b2, first, second, 2);
        Keep<TTarget>(a3, b3, first, second, 3);
        Keep<TTarget>(a4, b4, first, second, 4);
        Keep<TTarget>(a5, b5, first, second, 5);
        Keep<TTarget>(a6, b6, first, second, 6);
        Keep<TTarget>(a7, b7, first, second, 7);
    }

    // 16 registers are enough: 12 sums + 2 weights + 1 broadcast; 12 multiply-adds to 8 loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run6<TTarget>(
        float* data, nint blockStride, int blocks, float* weights, float* first, float* second, float* next)
        where TTarget : struct, ISumTarget<TVector>
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero,
            a4 = TLanes.Zero, b4 = TLanes.Zero,
            a5 = TLanes.Zero, b5 = TLanes.Zero;
        for (int block = 0; block < blocks; block++, data += blockStride)
        {
            float* end = data + Block;
            for (float* p = data; p < end; p++, weights += 2 * TLanes.Count, next += Block)
            {
                TLanes.Prefetch(next);
                TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
                x = TLanes.Broadcast(p[0]);
                a0 = TLanes.MultiplyAdd(x, w0, a0);
                b0 = TLanes.MultiplyAdd(x, w1, b0);
                x = TLanes.Broadcast(p[Block]);
                a1 = TLanes.MultiplyAdd(x, w0, a1);
                b1 = TLanes.MultiplyAdd(x, w1, b1);
                x = TLanes.Broadcast(p[2 * Block]);
                a2 = TLanes.MultiplyAdd(x, w0, a2);
                b2 = TLanes.MultiplyAdd(x, w1, b2);
                x = TLanes.Broadcast(p[3 * Block]);
                a3 = TLanes.MultiplyAdd(x, w0, a3);
                b3 = TLanes.MultiplyAdd(x, w1, b3);
                x = TLanes.Broadcast(p[4 * Block]);
                a4 = TLanes.MultiplyAdd(x, w0, a4);
                b4 = TLanes.MultiplyAdd(x, w1, b4);
                x = TLanes.Broadcast(p[5 * Block]);
                a5 = TLanes.MultiplyAdd(x, w0, a5);
                b5 = TLanes.MultiplyAdd(x, w1, b5);
            }
        }

        Keep<TTarget>(a0, b0, first, second, 0);
        Keep<TTarget>(a1, b1, first, second, 1);
        Keep<TTarget>(a2, b2, first, second, 2);
        Keep<TTarget>(a3, b3, first, second, 3);
        Keep<TTarget>(a4, b4, first, second, 4);
        Keep<TTarget>(a5, b5, first, second, 5);
    }

    // 8 sums: the least that hides a latency of 4 cycles at 2 per cycle.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run4<TTarget>(
        float* data, nint blockStride, int blocks, float* weights, float* first, float* second, float* next)
        where TTarget : struct, ISumTarget<TVector>
    {
        TVector a0 = TLanes.Zero, b0 = TLanes.Zero,
            a1 = TLanes.Zero, b1 = TLanes.Zero,
            a2 = TLanes.Zero, b2 = TLanes.Zero,
            a3 = TLanes.Zero, b3 = TLanes.Zero;
        for (int block = 0; block < blocks; block++, data += blockStride)
        {
            float* end = data + Block;
            for (float* p = data; p < end; p++, weights += 2 * TLanes.Count, next += Block)
            {
                TLanes.Prefetch(next);
                TVector w0 = TLanes.Load(weights), w1 = TLanes.Load(weights + TLanes.Count), x;
                x = TLanes.Broadcast(p[0]);
                a0 = TLanes.MultiplyAdd(x, w0, a0);
                b0 = TLanes.MultiplyAdd(x, w1, b0);
                x = TLanes.Broadcast(p[Block]);
                a1 = TLanes.MultiplyAdd(x, w0, a1);
                b1 = TLanes.MultiplyAdd(x, w1, b1);
                x = TLanes.Broadcast(p[2 * Block]);
                a2 = TLanes.MultiplyAdd(x, w0, a2);
                b2 = TLanes.MultiplyAdd(x, w1, b2);
                x = TLanes.Broadcast(p[3 * Block]);
                a3 = TLanes.MultiplyAdd(x, w0, a3);
                b3 = TLanes.MultiplyAdd(x, w1, b3);
            }
        }

        Keep<TTarget>(a0, b0, first, second, 0);
        Keep<TTarget>(a1, b1, first, second, 1);
        Keep<TTarget>(a2, b2, first, second, 2);
        Keep<TTarget>(a3, b3, first, second, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TTarget>(TVector a, TVector b, float* first, float* second, int row)
        where TTarget : struct, ISumTarget<TVector>
    {
        TTarget.Keep(a, first + row * Block);
        TTarget.Keep(b, second + row * Block);
    }
}
