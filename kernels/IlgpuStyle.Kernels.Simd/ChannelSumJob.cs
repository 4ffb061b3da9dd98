using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// sums[c] = scale · Σ_p features[c,p]. One item is a slice of 4096 positions of one channel block (or of one
/// channel of a planar tensor); slices are then added in order.
/// </summary>
internal sealed unsafe class ChannelSumJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int SlicePositions = 4096;

    private TensorLayout _layout;
    private float* _features;
    private double* _partial;
    private int _slices;

    /// <summary>Overwrites <paramref name="sums"/>.</summary>
    public void Run(SimdContext context, SimdTensor features, double scale, SimdTensor sums)
    {
        _layout = features.Layout;
        _features = features.Pointer;
        _slices = Math.Max(1, (_layout.Shape.Positions + SlicePositions - 1) / SlicePositions);
        int planes = _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks;
        long length = (long)_slices * planes * TensorLayout.Block;
        _partial = (double*)context.Shared.Reserve(SimdContext.Exchange, length * sizeof(double));
        context.Team.Run(this, _slices * planes);
        for (int c = 0; c < _layout.Shape.Channels; c++)
        {
            int plane = _layout.IsPlanar ? c : c / TensorLayout.Block;
            int lane = _layout.IsPlanar ? 0 : c % TensorLayout.Block;
            double total = 0;
            for (int slice = 0; slice < _slices; slice++)
                total += _partial[((long)plane * _slices + slice) * TensorLayout.Block + lane];
            sums.Pointer[sums.Layout.ChannelOffset(c)] = (float)(scale * total);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / _slices, first = item % _slices * SlicePositions;
        int end = Math.Min(_layout.Shape.Positions, first + SlicePositions);
        float* source = _features + (long)plane * _layout.Shape.Positions * _layout.PositionStride;
        double* sums = _partial + (long)item * TensorLayout.Block;
        new Span<double>(sums, TensorLayout.Block).Clear();
        if (_layout.IsPlanar)
        {
            for (int p = first; p < end; p++)
                sums[0] += source[p];
            return;
        }

        PositionSum<TLanes, TVector>.Add(source + (long)first * TensorLayout.Block, end - first, sums);
    }
}
