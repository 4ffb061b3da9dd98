using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Image;

/// <summary>
/// The inner loop of the gradient with respect to a picture: for 4 neighbouring positions x and up to 3 picture channels c,
/// result[c,x] = Σ_block Σ_row Σ_tap Σ_lane rows[row][block, x + tap, lane] · weights[block, row, tap, c, lane]. The lanes hold channels that
/// are summed, so no lane is idle although the picture has only 3 channels; each of the 12 sums is added across its lanes at the end.
/// </summary>
internal static unsafe class ImageGradientMicroKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Positions per call.</summary>
    public const int Positions = 4;

    /// <summary>Picture channels per call.</summary>
    public const int Channels = 3;

    /// <summary>Rows and taps of the kernel.</summary>
    public const int Kernel = 3;

    private const int Block = TensorLayout.Block;

    /// <summary>Computes (Channels, Positions) results.</summary>
    /// <param name="top">First position in the first of three gradient rows, (blocks, columns, 16).</param>
    /// <param name="middle">The same in the second row.</param>
    /// <param name="bottom">The same in the third row.</param>
    /// <param name="blockStride">Floats from one block of a row to the next.</param>
    /// <param name="blocks">Blocks of 16 channels summed over.</param>
    /// <param name="weights">(blocks, 3, 3, 3, 16), dense.</param>
    /// <param name="result">(Channels, Positions), dense.</param>
    /// <remarks>16 registers: 12 sums + 3 weights + 1 gradient; 12 multiply-adds to 7 loads.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float* top, float* middle, float* bottom, nint blockStride, int blocks, float* weights, float* result)
    {
        TVector a0 = TLanes.Zero, a1 = TLanes.Zero, a2 = TLanes.Zero, a3 = TLanes.Zero;
        TVector b0 = TLanes.Zero, b1 = TLanes.Zero, b2 = TLanes.Zero, b3 = TLanes.Zero;
        TVector c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        for (int block = 0; block < blocks; block++)
        {
            for (int row = 0; row < Kernel; row++)
            {
                float* gradients = (row == 0 ? top : row == 1 ? middle : bottom) + block * blockStride;
                for (int tap = 0; tap < Kernel; tap++, gradients += Block, weights += Channels * Block)
                {
                    for (int lane = 0; lane < Block; lane += TLanes.Count)
                    {
                        float* p = gradients + lane, w = weights + lane;
                        TVector wa = TLanes.Load(w), wb = TLanes.Load(w + Block), wc = TLanes.Load(w + 2 * Block), g;
                        g = TLanes.Load(p);
                        a0 = TLanes.MultiplyAdd(g, wa, a0);
                        b0 = TLanes.MultiplyAdd(g, wb, b0);
                        c0 = TLanes.MultiplyAdd(g, wc, c0);
                        g = TLanes.Load(p + Block);
                        a1 = TLanes.MultiplyAdd(g, wa, a1);
                        b1 = TLanes.MultiplyAdd(g, wb, b1);
                        c1 = TLanes.MultiplyAdd(g, wc, c1);
                        g = TLanes.Load(p + 2 * Block);
                        a2 = TLanes.MultiplyAdd(g, wa, a2);
                        b2 = TLanes.MultiplyAdd(g, wb, b2);
                        c2 = TLanes.MultiplyAdd(g, wc, c2);
                        g = TLanes.Load(p + 3 * Block);
                        a3 = TLanes.MultiplyAdd(g, wa, a3);
                        b3 = TLanes.MultiplyAdd(g, wb, b3);
                        c3 = TLanes.MultiplyAdd(g, wc, c3);
                    }
                }
            }
        }

        Keep(a0, a1, a2, a3, result);
        Keep(b0, b1, b2, b3, result + Positions);
        Keep(c0, c1, c2, c3, result + 2 * Positions);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TVector x0, TVector x1, TVector x2, TVector x3, float* result)
    {
        result[0] = TLanes.Sum(x0);
        result[1] = TLanes.Sum(x1);
        result[2] = TLanes.Sum(x2);
        result[3] = TLanes.Sum(x3);
    }
}
