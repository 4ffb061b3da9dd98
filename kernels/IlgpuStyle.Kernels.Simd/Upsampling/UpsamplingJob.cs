using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Upsampling;

/// <summary>
/// Rows of one tensor from rows of another that is twice as large or half as large. One item is some written
/// rows of one plane (a channel, or a block of 16), about 64 KiB of the fine tensor.
/// </summary>
internal abstract unsafe class UpsamplingJob : Job
{
    private const int FloatsPerItem = 1 << 14;

    private SimdContext _context = null!;
    private float* _coarse;
    private float* _fine;
    private int _writtenRows, _rowsPerItem, _itemsPerPlane;

    /// <summary>Whether opposite borders are neighbours.</summary>
    protected bool Wraps { get; private set; }

    /// <summary>Floats from one position to the next.</summary>
    protected int Step { get; private set; }

    /// <summary>Rows of the fine tensor.</summary>
    protected int Height { get; private set; }

    /// <summary>Columns of the fine tensor.</summary>
    protected int Width { get; private set; }

    /// <summary>Rows of the coarse tensor.</summary>
    protected int CoarseHeight { get; private set; }

    /// <summary>Columns of the coarse tensor.</summary>
    protected int CoarseWidth { get; private set; }

    /// <inheritdoc/>
    public sealed override void Execute(int item, int worker)
    {
        int plane = item / _itemsPerPlane, first = item % _itemsPerPlane * _rowsPerItem;
        float* scratch = _context.LocalOf(worker);
        float* coarsePlane = _coarse + (long)plane * CoarseHeight * CoarseWidth * Step;
        float* finePlane = _fine + (long)plane * Height * Width * Step;
        for (int row = first; row < Math.Min(_writtenRows, first + _rowsPerItem); row++)
            WriteRow(coarsePlane, finePlane, row, scratch);
    }

    /// <summary>Runs over the whole tensors.</summary>
    /// <param name="context">Threads and scratch.</param>
    /// <param name="coarse">(C, ⌈H/2⌉, ⌈W/2⌉).</param>
    /// <param name="fine">(C, H, W).</param>
    /// <param name="wraps">Whether opposite borders are neighbours.</param>
    /// <param name="writesFine">Which of the two is written.</param>
    protected void Run(SimdContext context, SimdTensor coarse, SimdTensor fine, bool wraps, bool writesFine)
    {
        _context = context;
        _coarse = coarse.Pointer;
        _fine = fine.Pointer;
        Wraps = wraps;
        TensorLayout layout = fine.Layout;
        Step = layout.PositionStride;
        (Height, Width) = (fine.Shape.Height, fine.Shape.Width);
        (CoarseHeight, CoarseWidth) = (coarse.Shape.Height, coarse.Shape.Width);
        _writtenRows = writesFine ? Height : CoarseHeight;
        _rowsPerItem = Math.Max(1, FloatsPerItem / ((writesFine ? 1 : 2) * Width * Step));
        _itemsPerPlane = (_writtenRows + _rowsPerItem - 1) / _rowsPerItem;
        context.ReserveLocal((long)(writesFine ? CoarseWidth : Width) * Step * sizeof(float));
        context.Team.Run(
            this, _itemsPerPlane * (layout.IsPlanar ? fine.Shape.Channels : layout.ChannelBlocks));
    }

    /// <summary>One row of the written tensor.</summary>
    /// <param name="coarsePlane">The plane of the coarse tensor.</param>
    /// <param name="finePlane">The plane of the fine tensor.</param>
    /// <param name="row">In the written tensor.</param>
    /// <param name="scratch">A row of the other tensor's width.</param>
    protected abstract void WriteRow(float* coarsePlane, float* finePlane, int row, float* scratch);
}
