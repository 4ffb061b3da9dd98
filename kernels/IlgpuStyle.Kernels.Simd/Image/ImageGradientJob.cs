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

    private TensorLayout layout;
    private float* source;
    private float* gate;
    private float* weights;
    private float* destination;
    private int channels;
    private int height;
    private int width;
    private int border;
    private int rowsPerItem;
    private int bands;

    private int FrameWidth => (width + Positions - 1) / Positions * Positions + Kernel - 1;

    /// <summary>Overwrites (channels, height, width), planar.</summary>
    public void Run(
        SimdTensor source, SimdTensor? gate, int border, ImageWeights weights,
        float* destination, int channels, int height, int width)
    {
        layout = source.Layout;
        this.source = source.Pointer;
        this.gate = gate == null ? null : gate.Pointer;
        this.weights = weights.Pointer;
        this.destination = destination;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.border = border;

        // Two rows of every band are read twice: tall bands read less, many bands keep more threads busy.
        rowsPerItem = Math.Clamp(height / 64, 4, 32);
        bands = (height + rowsPerItem - 1) / rowsPerItem;
        context.ReserveLocal((long)Kernel * layout.ChannelBlocks * FrameWidth * Block * sizeof(float));
        context.Team.Run(this, bands * ((channels + ChannelsPerItem - 1) / ChannelsPerItem));
    }

    /// <inheritdoc/>
    public override string Operation => "convolution backward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int group = item / bands, first = item % bands * rowsPerItem;
        int last = Math.Min(height, first + rowsPerItem);
        float* frame = context.LocalOf(worker);
        for (int row = first; row < first + Kernel - 1; row++)
            FillRow(frame, row);
        float* packed = weights
            + (long)group * layout.ChannelBlocks * Kernel * Kernel * ChannelsPerItem * Block;
        for (int row = first; row < last; row++)
        {
            FillRow(frame, row + Kernel - 1);
            ComputeRow(frame, row, group * ChannelsPerItem, packed);
        }
    }

    private float* RowOf(float* frame, int row) =>
        frame + (long)(row % Kernel) * layout.ChannelBlocks * FrameWidth * Block;

    // Row "row" of the frame is row − border of the gradient; the frame is a ring of three rows.
    private void FillRow(float* frame, int row)
    {
        int y = row - border, sourceWidth = layout.Shape.Width;
        float* target = RowOf(frame, row);
        if ((uint)y >= (uint)layout.Shape.Height)
        {
            new Span<float>(target, layout.ChannelBlocks * FrameWidth * Block).Clear();
            return;
        }

        for (int block = 0; block < layout.ChannelBlocks; block++, target += FrameWidth * Block)
        {
            long offset = ((long)block * layout.Shape.Height + y) * sourceWidth * Block;
            int count = Math.Min(sourceWidth, FrameWidth - border) * Block;
            new Span<float>(target, border * Block).Clear();
            Gate(offset, target + border * Block, count);
            int filled = border * Block + count;
            new Span<float>(target + filled, FrameWidth * Block - filled).Clear();
        }
    }

    private void Gate(long offset, float* target, int count)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TVector value = TLanes.Load(source + offset + i);
            if (gate != null)
                value = TLanes.WherePositive(TLanes.Load(gate + offset + i), value);
            TLanes.Store(value, target + i);
        }
    }

    private void ComputeRow(float* frame, int row, int firstChannel, float* packed)
    {
        float* result = stackalloc float[ChannelsPerItem * Positions];
        float* top = RowOf(frame, row), middle = RowOf(frame, row + 1), bottom = RowOf(frame, row + 2);
        nint blockStride = FrameWidth * Block;
        for (int x = 0; x < width; x += Positions)
        {
            nint offset = x * Block;
            ImageGradientMicroKernel<TLanes, TVector>.Run(
                top + offset, middle + offset, bottom + offset,
                blockStride, layout.ChannelBlocks, packed, result);
            for (int c = firstChannel; c < Math.Min(channels, firstChannel + ChannelsPerItem); c++)
            {
                float* target = destination + ((long)c * height + row) * width + x;
                float* values = result + (c - firstChannel) * Positions;
                for (int i = 0; i < Math.Min(Positions, width - x); i++)
                    target[i] = values[i];
            }
        }
    }
}
