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

    private TensorLayout _layout;
    private float* _vector;
    private float* _destination;
    private float _scale;
    private int _itemsPerPlane;

    /// <summary>Runs over the whole tensor.</summary>
    public void Run(WorkerTeam team, SimdTensor vector, double scale, SimdTensor destination)
    {
        _layout = destination.Layout;
        _vector = vector.Pointer;
        _destination = destination.Pointer;
        _scale = (float)scale;
        _itemsPerPlane = (_layout.Shape.Positions + ItemPositions - 1) / ItemPositions;
        team.Run(this, _itemsPerPlane * (_layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / _itemsPerPlane, first = item % _itemsPerPlane * ItemPositions;
        int end = Math.Min(_layout.Shape.Positions, first + ItemPositions);
        float* target = _destination + (long)plane * _layout.Shape.Positions * _layout.PositionStride;
        if (_layout.IsPlanar)
        {
            for (int p = first; p < end; p++)
                target[p] += _scale * _vector[plane];
            return;
        }

        TVector factor = TLanes.Broadcast(_scale);
        for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
        {
            TVector addend = TLanes.Multiply(
                factor, TLanes.Load(_vector + (long)plane * TensorLayout.Block + lane));
            for (int p = first; p < end; p++)
            {
                float* at = target + (long)p * TensorLayout.Block + lane;
                TLanes.Store(TLanes.Add(TLanes.Load(at), addend), at);
            }
        }
    }
}
