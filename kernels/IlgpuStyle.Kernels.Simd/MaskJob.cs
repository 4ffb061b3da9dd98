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

    private TensorLayout _layout;
    private float* _input;
    private float* _mask;
    private float* _output;
    private float _scale;
    private bool _accumulate;
    private int _itemsPerPlane;

    /// <summary>Runs over the whole tensor.</summary>
    public void Run(
        WorkerTeam team, SimdTensor input, SimdTensor mask, double scale, bool accumulate, SimdTensor output)
    {
        _layout = input.Layout;
        _input = input.Pointer;
        _mask = mask.Pointer;
        _output = output.Pointer;
        _scale = (float)scale;
        _accumulate = accumulate;
        _itemsPerPlane = (_layout.Shape.Positions + ItemPositions - 1) / ItemPositions;
        team.Run(this, _itemsPerPlane * (_layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int first = item % _itemsPerPlane * ItemPositions;
        int end = Math.Min(_layout.Shape.Positions, first + ItemPositions);
        long plane = (long)(item / _itemsPerPlane) * _layout.Shape.Positions * _layout.PositionStride;
        if (_layout.IsPlanar)
            Plane(_input + plane, _output + plane, first, end);
        else
            Block(_input + plane, _output + plane, first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Block(float* source, float* target, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            TVector factor = TLanes.Broadcast(_scale * _mask[p]);
            for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
            {
                long at = (long)p * TensorLayout.Block + lane;
                TVector x = TLanes.Load(source + at);
                TVector result = _accumulate
                    ? TLanes.MultiplyAdd(factor, x, TLanes.Load(target + at))
                    : TLanes.Multiply(factor, x);
                TLanes.Store(result, target + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Plane(float* source, float* target, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            float x = _scale * _mask[p] * source[p];
            target[p] = _accumulate ? target[p] + x : x;
        }
    }
}
