using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// Rows of one tensor from rows of another that is twice as large or half as large. One item is some written
/// rows of one plane (a channel, or a block of 16), about 64 KiB of the fine tensor.
/// </summary>
internal abstract unsafe class UpsamplingJob : Job
{
    private const int FloatsPerItem = 1 << 14;

    private SimdContext context = null!;
    private float* coarse;
    private float* fine;
    private int writtenRows, rowsPerItem, itemsPerPlane;

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
        int plane = item / itemsPerPlane, first = item % itemsPerPlane * rowsPerItem;
        float* scratch = context.LocalOf(worker);
        float* coarsePlane = coarse + (long)plane * CoarseHeight * CoarseWidth * Step;
        float* finePlane = fine + (long)plane * Height * Width * Step;
        for (int row = first; row < Math.Min(writtenRows, first + rowsPerItem); row++)
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
        this.context = context;
        this.coarse = coarse.Pointer;
        this.fine = fine.Pointer;
        Wraps = wraps;
        TensorLayout layout = fine.Layout;
        Step = layout.PositionStride;
        (Height, Width) = (fine.Shape.Height, fine.Shape.Width);
        (CoarseHeight, CoarseWidth) = (coarse.Shape.Height, coarse.Shape.Width);
        writtenRows = writesFine ? Height : CoarseHeight;
        rowsPerItem = Math.Max(1, FloatsPerItem / ((writesFine ? 1 : 2) * Width * Step));
        itemsPerPlane = (writtenRows + rowsPerItem - 1) / rowsPerItem;
        context.ReserveLocal((long)(writesFine ? CoarseWidth : Width) * Step * sizeof(float));
        context.Team.Run(
            this, itemsPerPlane * (layout.IsPlanar ? fine.Shape.Channels : layout.ChannelBlocks));
    }

    /// <summary>One row of the written tensor.</summary>
    /// <param name="coarsePlane">The plane of the coarse tensor.</param>
    /// <param name="finePlane">The plane of the fine tensor.</param>
    /// <param name="row">In the written tensor.</param>
    /// <param name="scratch">A row of the other tensor's width.</param>
    protected abstract void WriteRow(float* coarsePlane, float* finePlane, int row, float* scratch);
}
