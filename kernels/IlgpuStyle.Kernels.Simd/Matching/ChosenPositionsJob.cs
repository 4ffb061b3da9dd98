using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// chosen[c,n] = map[c,positions[n]], or its adjoint map[c,positions[n]] += chosen[c,n]. One item is a channel block (planar: a channel), n
/// ascending, so what repeats is added in one order.
/// </summary>
internal sealed unsafe class ChosenPositionsJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    private TensorLayout _layout;
    private float* _map;
    private float* _positions;
    private float* _chosen;
    private int _count;
    private bool _accumulates;

    /// <summary>Runs over all channels.</summary>
    public void Run(WorkerTeam team, SimdTensor map, SimdTensor positions, SimdTensor chosen, bool accumulates)
    {
        _layout = map.Layout;
        _map = map.Pointer;
        _positions = positions.Pointer;
        _chosen = chosen.Pointer;
        _count = positions.Shape.Width;
        _accumulates = accumulates;
        team.Run(this, _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int stride = _layout.PositionStride, last = _layout.Shape.Positions - 1;
        float* map = _map + (long)item * _layout.Shape.Positions * stride, chosen = _chosen + (long)item * _count * stride;
        for (int n = 0; n < _count; n++, chosen += stride)
        {
            float* at = map + (long)Math.Clamp((int)_positions[n], 0, last) * stride;
            if (_layout.IsPlanar)
            {
                if (_accumulates)
                    *at += *chosen;
                else
                    *chosen = *at;
                continue;
            }

            for (int lane = 0; lane < Block; lane += TLanes.Count)
            {
                if (_accumulates)
                    TLanes.Store(TLanes.Add(TLanes.Load(at + lane), TLanes.Load(chosen + lane)), at + lane);
                else
                    TLanes.Store(TLanes.Load(at + lane), chosen + lane);
            }
        }
    }
}
