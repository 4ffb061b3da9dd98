using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// The adjoint of <see cref="PadJob{TLanes,TVector}"/>: every element of the frame is added to the element
/// that it was read from; gradInput[c,h,w] = Σ frame[c,y,x] over all (y,x) that map to (h,w). What lies inside a hollow frame
/// is there already. One item per plane (a border's rows meet inside the plane).
/// </summary>
internal sealed unsafe class FoldJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private TensorLayout _layout;
    private float* _output;
    private Frame _frame;

    /// <summary>Overwrites <paramref name="output"/>, or adds a hollow frame to it.</summary>
    public void Run(WorkerTeam team, in Frame frame, SimdTensor output)
    {
        _layout = output.Layout;
        _output = output.Pointer;
        _frame = frame;
        team.Run(this, _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int stride = _layout.PositionStride, height = _layout.Shape.Height, width = _layout.Shape.Width, border = _frame.Border;
        float* target = _output + (long)item * height * width * stride;
        for (int row = 0; row < height && !_frame.IsHollow; row++)
        {
            new Span<float>(_frame.At(item, stride, row + border, border), width * stride).CopyTo(
                new Span<float>(target + (long)row * width * stride, width * stride));
        }

        for (int y = 0; y < _frame.Height; y++)
        {
            int row = BorderMap.Source(y - border, height, _frame.Mode);
            if (row < 0)
                continue;
            float* own = target + (long)row * width * stride;
            FoldColumns(item, y, 0, border, own);
            if (!_frame.HasInside(y))
                VectorSum<TLanes, TVector>.Add(_frame.At(item, stride, y, border), own, width * stride);
            FoldColumns(item, y, border + width, _frame.Width, own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldColumns(int plane, int y, int from, int to, float* target)
    {
        int stride = _layout.PositionStride;
        float* source = _frame.At(plane, stride, y, from);
        for (int x = from; x < to; x++, source += stride)
        {
            int column = BorderMap.Source(x - _frame.Border, _layout.Shape.Width, _frame.Mode);
            if (column >= 0)
                VectorSum<TLanes, TVector>.Add(source, target + column * stride, stride);
        }
    }
}
