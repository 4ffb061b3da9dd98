using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Image;

/// <summary>
/// The backward of a 3×3 convolution of a picture, to the picture: destination[c,y,x] = Σ_oc Σ_kh Σ_kw g[oc,
/// y+kh−border, x+kw−border] · reversed[oc,c,kh,kw] with g = source where the gate is positive. One item is a
/// band of destination rows of up to three channels; the thread keeps three gated and bordered gradient rows
/// in its scratch memory and moves down, so the gradient is read from memory once per band.
/// </summary>
internal sealed unsafe class ImageGradientJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Kernel = ImageGradientMicroKernel<TLanes, TVector>.Kernel;
    private const int Positions = ImageGradientMicroKernel<TLanes, TVector>.Positions;
    private const int ChannelsPerItem = ImageGradientMicroKernel<TLanes, TVector>.Channels;

    private TensorLayout _layout;
    private float* _source;
    private float* _gate;
    private float* _weights;
    private float* _destination;
    private int _channels;
    private int _height;
    private int _width;
    private int _border;
    private int _rowsPerItem;
    private int _bands;

    private int FrameWidth => (_width + Positions - 1) / Positions * Positions + Kernel - 1;

    /// <summary>Overwrites (channels, height, width), planar.</summary>
    public void Run(
        SimdTensor source, SimdTensor? gate, int border, ImageWeights weights,
        float* destination, int channels, int height, int width)
    {
        _layout = source.Layout;
        _source = source.Pointer;
        _gate = gate == null ? null : gate.Pointer;
        _weights = weights.Pointer;
        _destination = destination;
        _channels = channels;
        _height = height;
        _width = width;
        _border = border;

        // Two rows of every band are read twice: tall bands read less, many bands keep more threads busy.
        _rowsPerItem = Math.Clamp(height / 64, 4, 32);
        _bands = (height + _rowsPerItem - 1) / _rowsPerItem;
        context.ReserveLocal((long)Kernel * _layout.ChannelBlocks * FrameWidth * Block * sizeof(float));
        context.Team.Run(this, _bands * ((channels + ChannelsPerItem - 1) / ChannelsPerItem));
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int group = item / _bands, first = item % _bands * _rowsPerItem;
        int last = Math.Min(_height, first + _rowsPerItem);
        float* frame = context.LocalOf(worker);
        for (int row = first; row < first + Kernel - 1; row++)
            FillRow(frame, row);
        float* packed = _weights
            + (long)group * _layout.ChannelBlocks * Kernel * Kernel * ChannelsPerItem * Block;
        for (int row = first; row < last; row++)
        {
            FillRow(frame, row + Kernel - 1);
            ComputeRow(frame, row, group * ChannelsPerItem, packed, row + 1 < last ? row + Kernel - _border : -1);
        }
    }

    private float* RowOf(float* frame, int row) =>
        frame + (long)(row % Kernel) * _layout.ChannelBlocks * FrameWidth * Block;

    // Row "row" of the frame is row − border of the gradient; the frame is a ring of three rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillRow(float* frame, int row)
    {
        int y = row - _border, sourceWidth = _layout.Shape.Width;
        float* target = RowOf(frame, row);
        if ((uint)y >= (uint)_layout.Shape.Height)
        {
            new Span<float>(target, _layout.ChannelBlocks * FrameWidth * Block).Clear();
            return;
        }

        for (int block = 0; block < _layout.ChannelBlocks; block++, target += FrameWidth * Block)
        {
            long offset = ((long)block * _layout.Shape.Height + y) * sourceWidth * Block;
            int count = Math.Min(sourceWidth, FrameWidth - _border) * Block;
            new Span<float>(target, _border * Block).Clear();
            Gate(offset, target + _border * Block, count);
            int filled = _border * Block + count;
            new Span<float>(target + filled, FrameWidth * Block - filled).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gate(long offset, float* target, int count)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TVector value = TLanes.Load(_source + offset + i);
            if (_gate != null)
                value = TLanes.WherePositive(TLanes.Load(_gate + offset + i), value);
            TLanes.Store(value, target + i);
        }
    }

    // An address beyond the row does no harm.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prefetch(int y, int x)
    {
        for (int block = 0; block < _layout.ChannelBlocks; block++)
        {
            long offset = (((long)block * _layout.Shape.Height + y) * _layout.Shape.Width + x) * Block;
            for (int i = 0; i < Positions; i++, offset += Block)
            {
                TLanes.Prefetch(_source + offset);
                if (_gate != null)
                    TLanes.Prefetch(_gate + offset);
            }
        }
    }

    // The source's row that the frame gets next, if any, is asked for meanwhile: sums wait for arithmetic, gates for memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeRow(float* frame, int row, int firstChannel, float* packed, int next)
    {
        float* result = stackalloc float[ChannelsPerItem * Positions];
        float* top = RowOf(frame, row), middle = RowOf(frame, row + 1), bottom = RowOf(frame, row + 2);
        nint blockStride = FrameWidth * Block;
        for (int x = 0; x < _width; x += Positions)
        {
            nint offset = x * Block;
            if ((uint)next < (uint)_layout.Shape.Height)
                Prefetch(next, x);
            ImageGradientMicroKernel<TLanes, TVector>.Run(
                top + offset, middle + offset, bottom + offset,
                blockStride, _layout.ChannelBlocks, packed, result);
            for (int c = firstChannel; c < Math.Min(_channels, firstChannel + ChannelsPerItem); c++)
            {
                float* target = _destination + ((long)c * _height + row) * _width + x;
                float* values = result + (c - firstChannel) * Positions;
                for (int i = 0; i < Math.Min(Positions, _width - x); i++)
                    target[i] = values[i];
            }
        }
    }
}
