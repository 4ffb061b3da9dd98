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

    private Correlation _task;
    private int _rowsPerItem;
    private int _columnsPerItem;
    private int _bands;
    private int _segments;
    private int _panelsPerItem;

    /// <summary>Runs the task on all threads.</summary>
    public void Run(WorkerTeam team, in Correlation correlation)
    {
        _task = correlation;
        if (_task.Rows == 0 || _task.Columns == 0)
            return;
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows;
        int columns = DirectMicroKernel<TLanes, TVector>.Columns;
        _rowsPerItem = Math.Max(1, PositionsPerItem / _task.Columns);
        _columnsPerItem = PositionsPerItem / tileRows * tileRows;
        _bands = (_task.Rows + _rowsPerItem - 1) / _rowsPerItem;
        _segments = (_task.Columns + _columnsPerItem - 1) / _columnsPerItem;
        int panels = (_task.Channels + columns - 1) / columns;
        bool resident = (long)panels * columns * _task.Depth * sizeof(float) <= ResidentWeights;
        _panelsPerItem = resident ? panels : 1;
        team.Run(this, panels / _panelsPerItem * _bands * _segments);
    }

    /// <inheritdoc/>
    public override string Operation =>
        _task.Bias == null ? "convolution backward" : "convolution forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int firstPanel = item / (_bands * _segments) * _panelsPerItem;
        for (int panel = firstPanel; panel < firstPanel + _panelsPerItem; panel++)
            ComputePanel(
                panel * DirectMicroKernel<TLanes, TVector>.Columns, item / _segments % _bands, item % _segments);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePanel(int channel, int band, int segment)
    {
        float* tile = stackalloc float[DirectMicroKernel<TLanes, TVector>.LargestTile];
        int first = band * _rowsPerItem, last = Math.Min(_task.Rows, first + _rowsPerItem);
        int firstColumn = segment * _columnsPerItem;
        int lastColumn = Math.Min(_task.Columns, firstColumn + _columnsPerItem);
        int tileRows = DirectMicroKernel<TLanes, TVector>.Rows;
        bool wholePanel = !_task.IsPlanar && channel + TLanes.Count < _task.Channels;
        TileTarget buffer = new()
        {
            First = tile,
            Second = tile + TLanes.Count,
            Step = 2 * TLanes.Count,
            Bias = _task.Bias == null ? null : _task.Bias + channel,
        };
        TileTarget destination = buffer with
        {
            Step = _task.DestinationStep * TensorLayout.Block, Relu = _task.Relu,
        };
        float* weights = _task.Weights + (long)channel * _task.Depth;
        nint step = _task.SourceStep * _task.SourceStride;
        for (int row = first; row < last; row++)
        {
            float* source = _task.Source + (long)row * _task.SourceStep * _task.SourceWidth * _task.SourceStride;
            for (int column = firstColumn; column < lastColumn; column += tileRows)
            {
                int count = Math.Min(tileRows, lastColumn - column);
                if (wholePanel && count == tileRows)
                {
                    destination.First = AddressOf(channel, row, column);
                    destination.Second = AddressOf(channel + TLanes.Count, row, column);
                    DirectMicroKernel<TLanes, TVector>.Run(
                        source + column * step, step, _task.Offsets, _task.Depth, weights, destination);
                    continue;
                }

                DirectMicroKernel<TLanes, TVector>.Run(
                    source + column * step, step, _task.Offsets, _task.Depth, weights, buffer);
                Finish(tile, channel, row, column, count);
            }
        }
    }

    private float* AddressOf(int channel, int row, int column)
    {
        long plane = (long)_task.DestinationHeight * _task.DestinationWidth;
        long position = (long)(_task.FirstRow + row * _task.DestinationStep) * _task.DestinationWidth
            + _task.FirstColumn + column * _task.DestinationStep;
        return _task.IsPlanar
            ? _task.Destination + channel * plane + position
            : _task.Destination + (channel / TensorLayout.Block * plane + position) * TensorLayout.Block
                + channel % TensorLayout.Block;
    }

    // What the micro-kernel cannot store itself: part of a tile's positions or channels, or a planar
    // destination.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(float* tile, int firstChannel, int row, int column, int count)
    {
        for (int part = 0; part < 2; part++, tile += TLanes.Count)
        {
            int channel = firstChannel + part * TLanes.Count;
            if (channel >= _task.Channels)
                return;
            if (_task.IsPlanar)
                FinishPlanar(
                    tile, AddressOf(channel, row, column), Math.Min(TLanes.Count, _task.Channels - channel),
                    count);
            else
                FinishBlocked(tile, AddressOf(channel, row, column), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishBlocked(float* tile, float* target, int count)
    {
        for (int r = 0; r < count; r++)
        {
            TVector value = TLanes.Load(tile + r * 2 * TLanes.Count);
            if (_task.Relu)
                value = TLanes.Relu(value);
            TLanes.Store(value, target);
            target += _task.DestinationStep * TensorLayout.Block;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishPlanar(float* tile, float* target, int channels, int count)
    {
        long plane = (long)_task.DestinationHeight * _task.DestinationWidth;
        for (int r = 0; r < count; r++)
        {
            for (int lane = 0; lane < channels; lane++)
            {
                float value = tile[r * 2 * TLanes.Count + lane];
                float* element = target + lane * plane + (long)r * _task.DestinationStep;
                *element = _task.Relu && value < 0 ? 0 : value;
            }
        }
    }
}
