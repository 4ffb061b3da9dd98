using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Upsampling;

/// <summary>
/// coarse = Uᵀ·fine, the adjoint of <see cref="UpsampleJob{TLanes,TVector}"/>, gathered: a coarse row is four
/// fine rows with weights ¼, ¾, ¾, ¼, summed in the worker's scratch, then gathered in the same way along the
/// row. Bound by memory.
/// </summary>
internal sealed unsafe class UpsampleTransposedJob<TLanes, TVector> : UpsamplingJob
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Runs over the whole tensors.</summary>
    public void Run(SimdContext context, SimdTensor fine, SimdTensor coarse, bool wraps) =>
        Run(context, coarse, fine, wraps, writesFine: false);

    /// <inheritdoc/>
    protected override void WriteRow(float* coarsePlane, float* finePlane, int row, float* scratch)
    {
        SumRows(finePlane, row, scratch);
        Gather(scratch, coarsePlane + (long)row * CoarseWidth * Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRows(float* plane, int row, float* sums)
    {
        int* rows = stackalloc int[4];
        float* weights = stackalloc float[4];
        UpsampleTaps.Readers(row, Height, CoarseHeight, Wraps, rows, weights);
        int length = Width * Step, i = 0;
        float* a = plane + (long)rows[0] * length, b = plane + (long)rows[1] * length;
        float* c = plane + (long)rows[2] * length, d = plane + (long)rows[3] * length;
        float wa = weights[0], wb = weights[1], wc = weights[2], wd = weights[3];
        TVector va = TLanes.Broadcast(wa), vb = TLanes.Broadcast(wb), vc = TLanes.Broadcast(wc), vd = TLanes.Broadcast(wd);
        for (; i + TLanes.Count <= length; i += TLanes.Count)
        {
            TVector outer = TLanes.MultiplyAdd(
                va, TLanes.Load(a + i), TLanes.Multiply(vd, TLanes.Load(d + i)));
            TVector inner = TLanes.MultiplyAdd(
                vb, TLanes.Load(b + i), TLanes.Multiply(vc, TLanes.Load(c + i)));
            TLanes.Store(TLanes.Add(outer, inner), sums + i);
        }

        for (; i < length; i++)
            sums[i] = MathF.FusedMultiplyAdd(wa, a[i], wd * d[i]) + MathF.FusedMultiplyAdd(wb, b[i], wc * c[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherVector(float* sums, float* target)
    {
        (TVector first, TVector second) = Pairs(sums);
        TVector near = TLanes.Add(first, second), remote = TLanes.Add(Pairs(sums - 1).First, Pairs(sums + 1).Second);
        TLanes.Store(
            TLanes.Add(
                TLanes.Multiply(TLanes.Broadcast(UpsampleTaps.Remote), remote),
                TLanes.Multiply(TLanes.Broadcast(UpsampleTaps.Near), near)),
            target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector First, TVector Second) Pairs(float* at) =>
        TLanes.Deinterleave(TLanes.Load(at), TLanes.Load(at + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(float* sums, float* row)
    {
        int* columns = stackalloc int[4];
        float* weights = stackalloc float[4];
        for (int w = 0; w < CoarseWidth; w++)
        {
            // Away from the borders.
            for (; Step == 1 && w > 0 && w + TLanes.Count < CoarseWidth && 2 * (w + TLanes.Count) < Width; w += TLanes.Count)
                GatherVector(sums + 2 * w, row + w);
            float* target = row + w * Step;
            if (w > 0 && 2 * w + 2 < Width && w < CoarseWidth - 1)
            {
                float* four = sums + (2 * w - 1) * Step;
                for (int lane = 0; lane < Step; lane++)
                {
                    target[lane] = UpsampleTaps.Remote * (four[lane] + four[3 * Step + lane])
                        + UpsampleTaps.Near * (four[Step + lane] + four[2 * Step + lane]);
                }

                continue;
            }

            UpsampleTaps.Readers(w, Width, CoarseWidth, Wraps, columns, weights);
            for (int lane = 0; lane < Step; lane++)
            {
                float sum = 0;
                for (int k = 0; k < 4; k++)
                    sum += weights[k] * sums[columns[k] * Step + lane];
                target[lane] = sum;
            }
        }
    }
}
