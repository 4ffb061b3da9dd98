using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// Runs a <see cref="Correlation"/>: implicit GEMM, every geometry. One item is a panel of output channels (two vectors wide) over a
/// band of output rows, or a segment of a long row; items of one panel follow each other, so a thread keeps the panel's weights in its level-2 cache.
/// </summary>
internal sealed unsafe class CorrelationJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Positions per item: enough to amortise fetching the panel, few enough that small layers make an item per thread.
    private const int PositionsPerItem = 512;

    private Correlation task;
    private int rowsPerItem;
    private int columnsPerItem;
    private int bands;
    private int segments;

    /// <summary>Runs the task on all threads.</summary>
    public void Run(WorkerTeam team, in Correlation correlation)
    {
        task = correlation;
        if (task.Rows == 0 || task.Columns == 0)
            return;
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows, columns = DirectMicroKernel<TLanes, TVector>.Columns;
        rowsPerItem = Math.Max(1, PositionsPerItem / task.Columns);
        columnsPerItem = PositionsPerItem / tileRows * tileRows;
        bands = (task.Rows + rowsPerItem - 1) / rowsPerItem;
        segments = (task.Columns + columnsPerItem - 1) / columnsPerItem;
        team.Run(this, (task.Channels + columns - 1) / columns * bands * segments);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* tile = stackalloc float[DirectMicroKernel<TLanes, TVector>.LargestTile];
        int panel = item / (bands * segments), band = item / segments % bands, segment = item % segments;
        int first = band * rowsPerItem, last = Math.Min(task.Rows, first + rowsPerItem);
        int firstColumn = segment * columnsPerItem, lastColumn = Math.Min(task.Columns, firstColumn + columnsPerItem);
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows;
        float* weights = task.Weights + (long)panel * task.Depth * DirectMicroKernel<TLanes, TVector>.Columns;
        nint step = task.SourceStep * task.SourceStride;
        for (int row = first; row < last; row++)
        {
            float* source = task.Source + (long)row * task.SourceStep * task.SourceWidth * task.SourceStride;
            for (int column = firstColumn; column < lastColumn; column += tileRows)
            {
                DirectMicroKernel<TLanes, TVector>.Run(
                    source + column * step, step, task.Offsets, task.Depth, weights, tile);
                int count = Math.Min(tileRows, lastColumn - column);
                Finish(tile, panel, row, column, count);
            }
        }
    }

    private void Finish(float* tile, int panel, int row, int column, int count)
    {
        int columns = DirectMicroKernel<TLanes, TVector>.Columns;
        long plane = (long)task.DestinationHeight * task.DestinationWidth;
        long position = (long)(task.FirstRow + row * task.DestinationStep) * task.DestinationWidth
            + task.FirstColumn + column * task.DestinationStep;
        for (int part = 0; part < columns; part += TLanes.Count)
        {
            int channel = panel * columns + part;
            if (channel >= task.Channels)
                return;
            TVector bias = task.Bias == null ? TLanes.Zero : TLanes.Load(task.Bias + channel);
            if (task.IsPlanar)
                FinishPlanar(tile + part, bias, task.Destination + channel * plane + position, plane, task.Channels - channel, count);
            else
                FinishBlocked(tile + part, bias, BlockedAddress(channel, plane, position), count);
        }
    }

    private float* BlockedAddress(int channel, long plane, long position) =>
        task.Destination + (channel / TensorLayout.Block * plane + position) * TensorLayout.Block + channel % TensorLayout.Block;

    private void FinishBlocked(float* tile, TVector bias, float* target, int count)
    {
        for (int r = 0; r < count; r++)
        {
            TVector value = TLanes.Add(TLanes.Load(tile + r * 2 * TLanes.Count), bias);
            if (task.Relu)
                value = TLanes.Relu(value);
            if (task.Accumulate)
                value = TLanes.Add(value, TLanes.Load(target));
            TLanes.Store(value, target);
            target += task.DestinationStep * TensorLayout.Block;
        }
    }

    private void FinishPlanar(float* tile, TVector bias, float* target, long plane, int channels, int count)
    {
        for (int r = 0; r < count; r++)
        {
            float* values = tile + r * 2 * TLanes.Count;
            TVector value = TLanes.Add(TLanes.Load(values), bias);
            TLanes.Store(task.Relu ? TLanes.Relu(value) : value, values);
            for (int lane = 0; lane < Math.Min(channels, TLanes.Count); lane++)
            {
                float* element = target + lane * plane + (long)r * task.DestinationStep;
                *element = task.Accumulate ? *element + values[lane] : values[lane];
            }
        }
    }
}
