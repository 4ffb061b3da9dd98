using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// coarse = Uᵀ·fine, the adjoint of <see cref="UpsampleJob{TLanes,TVector}"/>, gathered: a coarse row is four
/// fine rows with weights ¼, ¾, ¾, ¼, summed in the worker's scratch, then gathered in the same way along the
/// row. One item is some coarse rows of one plane, about 64 KiB of the fine tensor. Bound by memory.
/// </summary>
internal sealed unsafe class UpsampleTransposedJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int FloatsPerItem = 1 << 14;

    private SimdContext context = null!;
    private float* coarse;
    private float* fine;
    private bool wraps;
    private int step, height, width, coarseHeight, coarseWidth;
    private int rowsPerItem, itemsPerPlane;

    /// <summary>Runs over the whole tensors.</summary>
    public void Run(SimdContext context, SimdTensor fine, SimdTensor coarse, bool wraps)
    {
        this.context = context;
        this.coarse = coarse.Pointer;
        this.fine = fine.Pointer;
        this.wraps = wraps;
        TensorLayout layout = fine.Layout;
        step = layout.PositionStride;
        (height, width) = (fine.Shape.Height, fine.Shape.Width);
        (coarseHeight, coarseWidth) = (coarse.Shape.Height, coarse.Shape.Width);
        rowsPerItem = Math.Max(1, FloatsPerItem / (2 * width * step));
        itemsPerPlane = (coarseHeight + rowsPerItem - 1) / rowsPerItem;
        context.ReserveLocal((long)width * step * sizeof(float));
        context.Team.Run(
            this, itemsPerPlane * (layout.IsPlanar ? fine.Shape.Channels : layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        int plane = item / itemsPerPlane, first = item % itemsPerPlane * rowsPerItem;
        float* sums = context.LocalOf(worker);
        float* from = fine + (long)plane * height * width * step;
        float* to = coarse + (long)plane * coarseHeight * coarseWidth * step;
        for (int row = first; row < Math.Min(coarseHeight, first + rowsPerItem); row++)
        {
            SumRows(from, row, sums);
            Gather(sums, to + (long)row * coarseWidth * step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRows(float* plane, int row, float* sums)
    {
        int* rows = stackalloc int[4];
        float* weights = stackalloc float[4];
        UpsampleTaps.Readers(row, height, coarseHeight, wraps, rows, weights);
        int length = width * step, i = 0;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(float* sums, float* row)
    {
        int* columns = stackalloc int[4];
        float* weights = stackalloc float[4];
        for (int w = 0; w < coarseWidth; w++)
        {
            float* target = row + w * step;
            if (w > 0 && 2 * w + 2 < width && w < coarseWidth - 1)
            {
                float* four = sums + (2 * w - 1) * step;
                for (int lane = 0; lane < step; lane++)
                {
                    target[lane] = UpsampleTaps.Remote * (four[lane] + four[3 * step + lane])
                        + UpsampleTaps.Near * (four[step + lane] + four[2 * step + lane]);
                }

                continue;
            }

            UpsampleTaps.Readers(w, width, coarseWidth, wraps, columns, weights);
            for (int lane = 0; lane < step; lane++)
            {
                float sum = 0;
                for (int k = 0; k < 4; k++)
                    sum += weights[k] * sums[columns[k] * step + lane];
                target[lane] = sum;
            }
        }
    }
}
