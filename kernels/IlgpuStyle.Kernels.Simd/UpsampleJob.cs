using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// fine += scale·U·coarse with the bilinear U of <see cref="Backends.IBackend.UpsampleAccumulate"/>,
/// separably: a row of the fine tensor is two rows of the coarse one, mixed ¾ to ¼ in the worker's scratch,
/// then spread along the row. One item is some fine rows of one plane (a channel, or a block of 16), about 64
/// KiB. Bound by memory.
/// </summary>
internal sealed unsafe class UpsampleJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int FloatsPerItem = 1 << 14;

    private SimdContext context = null!;
    private float* coarse;
    private float* fine;
    private float scale;
    private bool wraps;
    private int step, height, width, coarseHeight, coarseWidth;
    private int rowsPerItem, itemsPerPlane;

    /// <summary>Runs over the whole tensors.</summary>
    public void Run(SimdContext context, SimdTensor coarse, double scale, SimdTensor fine, bool wraps)
    {
        this.context = context;
        this.coarse = coarse.Pointer;
        this.fine = fine.Pointer;
        this.scale = (float)scale;
        this.wraps = wraps;
        TensorLayout layout = fine.Layout;
        step = layout.PositionStride;
        (height, width) = (fine.Shape.Height, fine.Shape.Width);
        (coarseHeight, coarseWidth) = (coarse.Shape.Height, coarse.Shape.Width);
        rowsPerItem = Math.Max(1, FloatsPerItem / (width * step));
        itemsPerPlane = (height + rowsPerItem - 1) / rowsPerItem;
        context.ReserveLocal((long)coarseWidth * step * sizeof(float));
        context.Team.Run(
            this, itemsPerPlane * (layout.IsPlanar ? fine.Shape.Channels : layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        int plane = item / itemsPerPlane, first = item % itemsPerPlane * rowsPerItem;
        float* mixed = context.LocalOf(worker);
        float* from = coarse + (long)plane * coarseHeight * coarseWidth * step;
        float* to = fine + (long)plane * height * width * step;
        for (int row = first; row < Math.Min(height, first + rowsPerItem); row++)
        {
            float* near = from + (long)(row / 2) * coarseWidth * step;
            float* far = from + (long)UpsampleTaps.Far(row, coarseHeight, wraps) * coarseWidth * step;
            Mix(near, far, mixed, coarseWidth * step);
            Spread(mixed, to + (long)row * width * step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(float* near, float* far, float* mixed, int length)
    {
        float large = UpsampleTaps.Near * scale, small = UpsampleTaps.Remote * scale;
        TVector larges = TLanes.Broadcast(large), smalls = TLanes.Broadcast(small);
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(
                TLanes.MultiplyAdd(
                    smalls, TLanes.Load(far + i), TLanes.Multiply(larges, TLanes.Load(near + i))),
                mixed + i);
        for (; i < length; i++)
            mixed[i] = MathF.FusedMultiplyAdd(small, far[i], large * near[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(float* mixed, float* row)
    {
        for (int w = 0; w < width; w++)
        {
            // Away from the borders, two fine elements at a time.
            int pairs = w == 2 ? coarseWidth - 2 : 0;
            for (float* near = mixed + step; pairs > 0; pairs--, near += step, w += 2)
            {
                float* target = row + w * step;
                for (int lane = 0; lane < step; lane++)
                {
                    float middle = UpsampleTaps.Near * near[lane];
                    target[lane] += middle + UpsampleTaps.Remote * near[lane - step];
                    target[lane + step] += middle + UpsampleTaps.Remote * near[lane + step];
                }
            }

            Spread(mixed, row, w);
        }
    }

    private void Spread(float* mixed, float* row, int w)
    {
        float* near = mixed + w / 2 * step;
        float* far = mixed + UpsampleTaps.Far(w, coarseWidth, wraps) * step;
        float* target = row + w * step;
        for (int lane = 0; lane < step; lane++)
            target[lane] += UpsampleTaps.Near * near[lane] + UpsampleTaps.Remote * far[lane];
    }
}
