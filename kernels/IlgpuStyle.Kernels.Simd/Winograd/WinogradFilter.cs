using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The kernel transform U = G·g·Gᵀ of 3×3 kernels g, one vector of destination channels at a time: 99 operations for 64 stores.
/// </summary>
internal static unsafe class WinogradFilter<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// Transforms (depth, 9 taps, groupColumns) to (64 points, panels of two vectors, depth, two vectors), with
    /// <paramref name="pointStride"/> floats from point to point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(float* taps, int depth, int groupColumns, float* target, nint pointStride)
    {
        int columns = 2 * TLanes.Count, channelLength = WinogradWeights.Taps * groupColumns;
        for (int panel = 0; panel < groupColumns; panel += columns, target += (nint)depth * columns)
        {
            float* source = taps + panel, to = target;
            for (int channel = 0; channel < depth; channel++, source += channelLength, to += columns)
            {
                // The stores go to 64 places; the processor does not guess beside them that the taps lie in a row.
                for (int line = 0; line < channelLength; line += TensorLayout.Block)
                    TLanes.PrefetchNear(source + channelLength + line);
                TransformOne(source, groupColumns, to, pointStride);
                TransformOne(source + TLanes.Count, groupColumns, to + TLanes.Count, pointStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOne(float* g, nint step, float* target, nint pointStride)
    {
        TVector a0 = TLanes.Load(g), b0 = TLanes.Load(g + step), c0 = TLanes.Load(g + 2 * step);
        TVector a3 = TLanes.Load(g + 6 * step), b3 = TLanes.Load(g + 7 * step), c3 = TLanes.Load(g + 8 * step);
        WinogradLine<TLanes, TVector>.Kernel(
            a0, TLanes.Load(g + 3 * step), a3, out TVector a1, out TVector a2, out TVector a4, out TVector a5, out TVector a6,
            out TVector a7);
        WinogradLine<TLanes, TVector>.Kernel(
            b0, TLanes.Load(g + 4 * step), b3, out TVector b1, out TVector b2, out TVector b4, out TVector b5, out TVector b6,
            out TVector b7);
        WinogradLine<TLanes, TVector>.Kernel(
            c0, TLanes.Load(g + 5 * step), c3, out TVector c1, out TVector c2, out TVector c4, out TVector c5, out TVector c6,
            out TVector c7);
        nint rowStride = WinogradPoints.Inputs * pointStride;
        Row(a0, b0, c0, target, pointStride);
        Row(a1, b1, c1, target + rowStride, pointStride);
        Row(a2, b2, c2, target + 2 * rowStride, pointStride);
        Row(a3, b3, c3, target + 3 * rowStride, pointStride);
        Row(a4, b4, c4, target + 4 * rowStride, pointStride);
        Row(a5, b5, c5, target + 5 * rowStride, pointStride);
        Row(a6, b6, c6, target + 6 * rowStride, pointStride);
        Row(a7, b7, c7, target + 7 * rowStride, pointStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(TVector g0, TVector g1, TVector g2, float* target, nint pointStride)
    {
        WinogradLine<TLanes, TVector>.Kernel(
            g0, g1, g2, out TVector u1, out TVector u2, out TVector u4, out TVector u5, out TVector u6, out TVector u7);
        TLanes.Store(g0, target);
        TLanes.Store(u1, target + pointStride);
        TLanes.Store(u2, target + 2 * pointStride);
        TLanes.Store(g2, target + 3 * pointStride);
        TLanes.Store(u4, target + 4 * pointStride);
        TLanes.Store(u5, target + 5 * pointStride);
        TLanes.Store(u6, target + 6 * pointStride);
        TLanes.Store(u7, target + 7 * pointStride);
    }
}
