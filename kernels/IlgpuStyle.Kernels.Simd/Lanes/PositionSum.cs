using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>
/// Sums over positions of the 16 channels of a block: 64 positions at a time in float32, in four sums that need not wait for one another,
/// those in float64.
/// </summary>
internal static unsafe class PositionSum<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = 16;
    private const int Single = 64;

    /// <summary>sums[lane] += Σ_p source[16·p + lane].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* source, int count, double* sums)
    {
        float* part = stackalloc float[Block];
        for (int start = 0; start < count; start += Single)
        {
            float* end = source + Math.Min(Single, count - start) * Block;
            for (int lane = 0; lane < Block; lane += TLanes.Count)
            {
                TVector a = TLanes.Zero, b = TLanes.Zero, c = TLanes.Zero, d = TLanes.Zero;
                float* at = source + lane;
                for (; at + 3 * Block < end; at += 4 * Block)
                {
                    a = TLanes.Add(a, TLanes.Load(at));
                    b = TLanes.Add(b, TLanes.Load(at + Block));
                    c = TLanes.Add(c, TLanes.Load(at + 2 * Block));
                    d = TLanes.Add(d, TLanes.Load(at + 3 * Block));
                }

                for (; at < end; at += Block)
                    a = TLanes.Add(a, TLanes.Load(at));
                TLanes.Store(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), part);
                TLanes.AddTo(sums + lane, part);
            }

            source = end;
        }
    }
}
