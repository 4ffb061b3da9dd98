using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// output[c,p] = mask[p] · input[c,p], or output[c,p] += scale · mask[p] · input[c,p]. One item is 1024
/// positions of one channel block (blocked: a mask value serves 16 channels) or of one channel (planar). Zero
/// lanes of missing channels stay zero.
/// </summary>
internal sealed unsafe class MaskJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int ItemPositions = 1024;

    private TensorLayout layout;
    private float* input;
    private float* mask;
    private float* output;
    private float scale;
    private bool accumulate;
    private int itemsPerPlane;

    /// <summary>Runs over the whole tensor.</summary>
    public void Run(
        WorkerTeam team, SimdTensor input, SimdTensor mask, double scale, bool accumulate, SimdTensor output)
    {
        layout = input.Layout;
        this.input = input.Pointer;
        this.mask = mask.Pointer;
        this.output = output.Pointer;
        this.scale = (float)scale;
        this.accumulate = accumulate;
        itemsPerPlane = (layout.Shape.Positions + ItemPositions - 1) / ItemPositions;
        team.Run(this, itemsPerPlane * (layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int first = item % itemsPerPlane * ItemPositions;
        int end = Math.Min(layout.Shape.Positions, first + ItemPositions);
        long plane = (long)(item / itemsPerPlane) * layout.Shape.Positions * layout.PositionStride;
        if (layout.IsPlanar)
            Plane(input + plane, output + plane, first, end);
        else
            Block(input + plane, output + plane, first, end);
    }

    private void Block(float* source, float* target, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            TVector factor = TLanes.Broadcast(scale * mask[p]);
            for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
            {
                long at = (long)p * TensorLayout.Block + lane;
                TVector x = TLanes.Load(source + at);
                TVector result = accumulate
                    ? TLanes.MultiplyAdd(factor, x, TLanes.Load(target + at))
                    : TLanes.Multiply(factor, x);
                TLanes.Store(result, target + at);
            }
        }
    }

    private void Plane(float* source, float* target, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            float x = scale * mask[p] * source[p];
            target[p] = accumulate ? target[p] + x : x;
        }
    }
}
