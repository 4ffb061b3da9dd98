using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// The adjoint of <see cref="PadJob{TLanes,TVector}"/>: every element of the frame is added to the element
/// that it was read from; gradInput[c,h,w] = Σ frame[c,y,x] over all (y,x) that map to (h,w). One item per
/// plane (a border's rows meet inside the plane).
/// </summary>
internal sealed unsafe class FoldJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Larger gradients leave the caches before anyone reads them.
    private const long StreamingLength = 1 << 20;

    private TensorLayout _layout;
    private float* _output;
    private Frame _frame;
    private bool _streams;

    /// <summary>Overwrites <paramref name="output"/>.</summary>
    public void Run(WorkerTeam team, in Frame frame, SimdTensor output)
    {
        _layout = output.Layout;
        _output = output.Pointer;
        _frame = frame;
        _streams = !_layout.IsPlanar && TLanes.Count == TensorLayout.Block && _layout.StorageLength > StreamingLength;
        team.Run(this, _layout.IsPlanar ? _layout.Shape.Channels : _layout.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int stride = _layout.PositionStride, height = _layout.Shape.Height, length = _layout.Shape.Width * stride;
        float* target = _output + (long)item * height * length;
        float* source = _frame.Pointer + item * _frame.Positions * stride;
        for (int row = 0; row < height; row++)
        {
            if (!HasOneSource(row))
                new Span<float>(target + (long)row * length, length).Clear();
        }

        for (int y = 0; y < _frame.Height; y++, source += _frame.Width * stride)
        {
            int row = BorderMap.Source(y - _frame.Border, height, _frame.Mode);
            if (row >= 0)
                FoldRow(source, target + (long)row * length, stride, isFirst: HasOneSource(row));
        }
    }

    // What lies inside the tensor is most of a row, and lies together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldRow(float* source, float* target, int stride, bool isFirst)
    {
        int width = _layout.Shape.Width, inside = Math.Min(width, _frame.Width - _frame.Border), length = inside * stride;
        float* own = source + _frame.Border * stride;
        if (isFirst)
        {
            CopyRow(own, target, length);
            new Span<float>(target + length, (width - inside) * stride).Clear();
        }

        FoldColumns(source, target, 0, _frame.Border);
        if (!isFirst)
            VectorSum<TLanes, TVector>.Add(own, target, length);
        FoldColumns(source, target, _frame.Border + inside, _frame.Width);
    }

    // Past the caches what no column of the border is added to, if whole cache lines can be written at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyRow(float* source, float* target, int length)
    {
        int end = Math.Min(length, _streams ? (_frame.Border + 1) * TensorLayout.Block : length);
        new Span<float>(source, end).CopyTo(new Span<float>(target, end));
        int i = end;
        for (; i < length - end; i += TLanes.Count)
            TLanes.StoreStreaming(TLanes.Load(source + i), target + i);
        new Span<float>(source + i, length - i).CopyTo(new Span<float>(target + i, length - i));
    }

    private void FoldColumns(float* source, float* target, int from, int to)
    {
        int stride = _layout.PositionStride;
        for (int x = from; x < to; x++)
        {
            int column = BorderMap.Source(x - _frame.Border, _layout.Shape.Width, _frame.Mode);
            if (column >= 0)
                VectorSum<TLanes, TVector>.Add(source + x * stride, target + column * stride, stride);
        }
    }

    // Whether one row of the frame, its own, is all that it gets.
    private bool HasOneSource(int row)
    {
        int height = _layout.Shape.Height;
        bool hasOne = row + _frame.Border < _frame.Height;
        for (int y = 0; y < _frame.Border; y++)
            hasOne &= BorderMap.Source(y - _frame.Border, height, _frame.Mode) != row;
        for (int y = _frame.Border + height; y < _frame.Height; y++)
            hasOne &= BorderMap.Source(y - _frame.Border, height, _frame.Mode) != row;
        return hasOne;
    }
}
