using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// Runs a <see cref="Correlation"/>: implicit GEMM, every geometry. One item is a band of output rows, or a
/// segment of a long row, for all panels of output channels (two vectors wide) if their weights fit the
/// level-2 cache, so that the source is read once; else for one panel, and items of one panel follow each
/// other, so that a thread keeps the panel's weights in that cache.
/// </summary>
internal sealed unsafe class CorrelationJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Positions per item: enough to amortise fetching the panel, few enough that small layers make an item
    // per thread.
    private const int PositionsPerItem = 512;

    // Half of the level-2 cache that this was measured on.
    private const long ResidentWeights = 1 << 20;

    private Correlation task;
    private int rowsPerItem;
    private int columnsPerItem;
    private int bands;
    private int segments;
    private int panelsPerItem;

    /// <summary>Runs the task on all threads.</summary>
    public void Run(WorkerTeam team, in Correlation correlation)
    {
        task = correlation;
        if (task.Rows == 0 || task.Columns == 0)
            return;
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows;
        int columns = DirectMicroKernel<TLanes, TVector>.Columns;
        rowsPerItem = Math.Max(1, PositionsPerItem / task.Columns);
        columnsPerItem = PositionsPerItem / tileRows * tileRows;
        bands = (task.Rows + rowsPerItem - 1) / rowsPerItem;
        segments = (task.Columns + columnsPerItem - 1) / columnsPerItem;
        int panels = (task.Channels + columns - 1) / columns;
        bool resident = (long)panels * columns * task.Depth * sizeof(float) <= ResidentWeights;
        panelsPerItem = resident ? panels : 1;
        team.Run(this, panels / panelsPerItem * bands * segments);
    }

    /// <inheritdoc/>
    public override string Operation =>
        task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int firstPanel = item / (bands * segments) * panelsPerItem;
        for (int panel = firstPanel; panel < firstPanel + panelsPerItem; panel++)
            ComputePanel(
                panel * DirectMicroKernel<TLanes, TVector>.Columns, item / segments % bands, item % segments);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePanel(int channel, int band, int segment)
    {
        float* tile = stackalloc float[DirectMicroKernel<TLanes, TVector>.LargestTile];
        int first = band * rowsPerItem, last = Math.Min(task.Rows, first + rowsPerItem);
        int firstColumn = segment * columnsPerItem;
        int lastColumn = Math.Min(task.Columns, firstColumn + columnsPerItem);
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows;
        bool wholePanel = !task.IsPlanar && channel + TLanes.Count < task.Channels;
        TileTarget buffer = new()
        {
            First = tile,
            Second = tile + TLanes.Count,
            Step = 2 * TLanes.Count,
            Bias = task.Bias == null ? null : task.Bias + channel,
        };
        TileTarget destination = buffer with
        {
            Step = task.DestinationStep * TensorLayout.Block, Relu = task.Relu,
        };
        float* weights = task.Weights + (long)channel * task.Depth;
        nint step = task.SourceStep * task.SourceStride;
        for (int row = first; row < last; row++)
        {
            float* source = task.Source + (long)row * task.SourceStep * task.SourceWidth * task.SourceStride;
            for (int column = firstColumn; column < lastColumn; column += tileRows)
            {
                int count = Math.Min(tileRows, lastColumn - column);
                if (wholePanel && count == tileRows)
                {
                    destination.First = AddressOf(channel, row, column);
                    destination.Second = AddressOf(channel + TLanes.Count, row, column);
                    DirectMicroKernel<TLanes, TVector>.Run(
                        source + column * step, step, task.Offsets, task.Depth, weights, destination);
                    continue;
                }

                DirectMicroKernel<TLanes, TVector>.Run(
                    source + column * step, step, task.Offsets, task.Depth, weights, buffer);
                Finish(tile, channel, row, column, count);
            }
        }
    }

    private float* AddressOf(int channel, int row, int column)
    {
        long plane = (long)task.DestinationHeight * task.DestinationWidth;
        long position = (long)(task.FirstRow + row * task.DestinationStep) * task.DestinationWidth
            + task.FirstColumn + column * task.DestinationStep;
        return task.IsPlanar
            ? task.Destination + channel * plane + position
            : task.Destination + (channel / TensorLayout.Block * plane + position) * TensorLayout.Block
                + channel % TensorLayout.Block;
    }

    // What the micro-kernel cannot store itself: part of a tile's positions or channels, or a planar
    // destination.
    private void Finish(float* tile, int firstChannel, int row, int column, int count)
    {
        for (int part = 0; part < 2; part++, tile += TLanes.Count)
        {
            int channel = firstChannel + part * TLanes.Count;
            if (channel >= task.Channels)
                return;
            if (task.IsPlanar)
                FinishPlanar(
                    tile, AddressOf(channel, row, column), Math.Min(TLanes.Count, task.Channels - channel),
                    count);
            else
                FinishBlocked(tile, AddressOf(channel, row, column), count);
        }
    }

    private void FinishBlocked(float* tile, float* target, int count)
    {
        for (int r = 0; r < count; r++)
        {
            TVector value = TLanes.Load(tile + r * 2 * TLanes.Count);
            if (task.Relu)
                value = TLanes.Relu(value);
            TLanes.Store(value, target);
            target += task.DestinationStep * TensorLayout.Block;
        }
    }

    private void FinishPlanar(float* tile, float* target, int channels, int count)
    {
        long plane = (long)task.DestinationHeight * task.DestinationWidth;
        for (int r = 0; r < count; r++)
        {
            for (int lane = 0; lane < channels; lane++)
            {
                float value = tile[r * 2 * TLanes.Count + lane];
                float* element = target + lane * plane + (long)r * task.DestinationStep;
                *element = task.Relu && value < 0 ? 0 : value;
            }
        }
    }
}
