using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// destination[c,p] += scale · vector[c]. One item is 1024 positions of one channel block or, planar, of one
/// channel; missing channels are zeros of the vector's padding and stay zero.
/// </summary>
internal sealed unsafe class ChannelAccumulateJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int ItemPositions = 1024;

    private TensorLayout layout;
    private float* vector;
    private float* destination;
    private float scale;
    private int itemsPerPlane;

    /// <summary>Runs over the whole tensor.</summary>
    public void Run(WorkerTeam team, SimdTensor vector, double scale, SimdTensor destination)
    {
        layout = destination.Layout;
        this.vector = vector.Pointer;
        this.destination = destination.Pointer;
        this.scale = (float)scale;
        itemsPerPlane = (layout.Shape.Positions + ItemPositions - 1) / ItemPositions;
        team.Run(this, itemsPerPlane * (layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / itemsPerPlane, first = item % itemsPerPlane * ItemPositions;
        int end = Math.Min(layout.Shape.Positions, first + ItemPositions);
        float* target = destination + (long)plane * layout.Shape.Positions * layout.PositionStride;
        if (layout.IsPlanar)
        {
            for (int p = first; p < end; p++)
                target[p] += scale * vector[plane];
            return;
        }

        TVector factor = TLanes.Broadcast(scale);
        for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
        {
            TVector addend = TLanes.Multiply(
                factor, TLanes.Load(vector + (long)plane * TensorLayout.Block + lane));
            for (int p = first; p < end; p++)
            {
                float* at = target + (long)p * TensorLayout.Block + lane;
                TLanes.Store(TLanes.Add(TLanes.Load(at), addend), at);
            }
        }
    }
}
