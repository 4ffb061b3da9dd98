using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// Copies a tensor into a larger frame of the same layout: frame[c,y,x] = input[c, y−border, x−border], and
/// outside the input what the padding mode says. With a gate, elements are 0 where gate ≤ 0 (the backward of
/// a fused ReLU). One item per row of one plane.
/// </summary>
internal sealed unsafe class PadJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private TensorLayout _layout;
    private float* _input;
    private float* _gate;
    private Frame _frame;

    /// <summary>Fills the frame.</summary>
    public void Run(WorkerTeam team, SimdTensor input, SimdTensor? gate, in Frame frame)
    {
        _layout = input.Layout;
        _input = input.Pointer;
        _gate = gate == null ? null : gate.Pointer;
        _frame = frame;
        int planes = _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks;
        team.Run(this, planes * frame.Height);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / _frame.Height, y = item % _frame.Height;
        int stride = _layout.PositionStride, width = _layout.Shape.Width;
        float* target = _frame.Pointer + ((long)plane * _frame.Height + y) * _frame.Width * stride;
        int row = BorderMap.Source(y - _frame.Border, _layout.Shape.Height, _frame.Mode);
        if (row < 0)
        {
            new Span<float>(target, _frame.Width * stride).Clear();
            return;
        }

        long rowOffset = ((long)plane * _layout.Shape.Height + row) * width * stride;
        for (int x = 0; x < _frame.Width;)
        {
            int column = BorderMap.Source(x - _frame.Border, width, _frame.Mode);
            bool inside = (uint)(x - _frame.Border) < (uint)width;
            int count = inside ? Math.Min(width - column, _frame.Width - x) : 1;
            CopyRun(
                rowOffset + (long)column * stride, target + (long)x * stride,
                column < 0 ? 0 : count * stride);
            if (column < 0)
                new Span<float>(target + (long)x * stride, stride).Clear();
            x += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyRun(long offset, float* target, int length)
    {
        float* source = _input + offset;
        if (_gate == null)
        {
            new Span<float>(source, length).CopyTo(new Span<float>(target, length));
            return;
        }

        float* gates = _gate + offset;
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(TLanes.WherePositive(TLanes.Load(gates + i), TLanes.Load(source + i)), target + i);
        for (; i < length; i++)
            target[i] = gates[i] > 0 ? source[i] : 0;
    }
}
