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
    private TensorLayout layout;
    private float* input;
    private float* gate;
    private Frame frame;

    /// <summary>Fills the frame.</summary>
    public void Run(WorkerTeam team, SimdTensor input, SimdTensor? gate, in Frame frame)
    {
        layout = input.Layout;
        this.input = input.Pointer;
        this.gate = gate == null ? null : gate.Pointer;
        this.frame = frame;
        int planes = layout.IsPlanar ? layout.Shape.Channels : layout.ChannelBlocks;
        team.Run(this, planes * frame.Height);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / frame.Height, y = item % frame.Height;
        int stride = layout.PositionStride, width = layout.Shape.Width;
        float* target = frame.Pointer + ((long)plane * frame.Height + y) * frame.Width * stride;
        int row = BorderMap.Source(y - frame.Border, layout.Shape.Height, frame.Mode);
        if (row < 0)
        {
            new Span<float>(target, frame.Width * stride).Clear();
            return;
        }

        long rowOffset = ((long)plane * layout.Shape.Height + row) * width * stride;
        for (int x = 0; x < frame.Width;)
        {
            int column = BorderMap.Source(x - frame.Border, width, frame.Mode);
            bool inside = (uint)(x - frame.Border) < (uint)width;
            int count = inside ? Math.Min(width - column, frame.Width - x) : 1;
            CopyRun(
                rowOffset + (long)column * stride, target + (long)x * stride,
                column < 0 ? 0 : count * stride);
            if (column < 0)
                new Span<float>(target + (long)x * stride, stride).Clear();
            x += count;
        }
    }

    private void CopyRun(long offset, float* target, int length)
    {
        float* source = input + offset;
        if (gate == null)
        {
            new Span<float>(source, length).CopyTo(new Span<float>(target, length));
            return;
        }

        float* gates = gate + offset;
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(TLanes.WherePositive(TLanes.Load(gates + i), TLanes.Load(source + i)), target + i);
        for (; i < length; i++)
            target[i] = gates[i] > 0 ? source[i] : 0;
    }
}
