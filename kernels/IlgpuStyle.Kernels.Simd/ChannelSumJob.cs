using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// sums[c] = scale · Σ_p features[c,p]. One item is a slice of 4096 positions of one channel block (or of one
/// channel of a planar tensor), added 64 at a time in float32 registers, those sums in float64; slices are
/// then added in order.
/// </summary>
internal sealed unsafe class ChannelSumJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int SlicePositions = 4096;
    private const int RegisterPositions = 64;

    private TensorLayout layout;
    private float* features;
    private double* partial;
    private int slices;

    /// <summary>Overwrites <paramref name="sums"/>.</summary>
    public void Run(SimdContext context, SimdTensor features, double scale, SimdTensor sums)
    {
        layout = features.Layout;
        this.features = features.Pointer;
        slices = Math.Max(1, (layout.Shape.Positions + SlicePositions - 1) / SlicePositions);
        int planes = layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks;
        long length = (long)slices * planes * TensorLayout.Block;
        partial = (double*)context.Shared.Reserve(SimdContext.Exchange, length * sizeof(double));
        context.Team.Run(this, slices * planes);
        for (int c = 0; c < layout.Shape.Channels; c++)
        {
            int plane = layout.IsPlanar ? c : c / TensorLayout.Block;
            int lane = layout.IsPlanar ? 0 : c % TensorLayout.Block;
            double total = 0;
            for (int slice = 0; slice < slices; slice++)
                total += partial[((long)plane * slices + slice) * TensorLayout.Block + lane];
            sums.Pointer[sums.Layout.ChannelOffset(c)] = (float)(scale * total);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / slices, first = item % slices * SlicePositions;
        int end = Math.Min(layout.Shape.Positions, first + SlicePositions);
        float* source = features + (long)plane * layout.Shape.Positions * layout.PositionStride;
        double* sums = partial + (long)item * TensorLayout.Block;
        new Span<double>(sums, TensorLayout.Block).Clear();
        if (layout.IsPlanar)
        {
            for (int p = first; p < end; p++)
                sums[0] += source[p];
            return;
        }

        float* registers = stackalloc float[TensorLayout.Block];
        for (int start = first; start < end; start += RegisterPositions)
        {
            int stop = Math.Min(end, start + RegisterPositions);
            for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
            {
                TVector sum = TLanes.Zero;
                for (int p = start; p < stop; p++)
                    sum = TLanes.Add(sum, TLanes.Load(source + (long)p * TensorLayout.Block + lane));
                TLanes.Store(sum, registers);
                TLanes.AddTo(sums + lane, registers);
            }
        }
    }
}
