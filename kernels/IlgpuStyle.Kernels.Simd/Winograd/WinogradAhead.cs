using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// What will be read after a group's products, asked for while they are computed: products wait for arithmetic, transforms for memory.
/// Where weights are kept as taps, the next chunk's, and everywhere this group's share of the next batch's tiles.
/// </summary>
internal readonly unsafe ref struct WinogradAhead<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int Outputs = WinogradPoints.Outputs;

    private readonly ref readonly WinogradTask _task;
    private readonly WinogradWeights _weights;
    private readonly int _group;
    private readonly int _firstTile;
    private readonly int _count;

    /// <param name="task">The correlation.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="group">The group whose products are computed.</param>
    /// <param name="nextTile">The next batch's first tile, or beyond the last.</param>
    /// <param name="capacity">Most tiles of a batch.</param>
    public WinogradAhead(in WinogradTask task, WinogradWeights weights, int group, int nextTile, int capacity)
    {
        _task = ref task;
        _weights = weights;
        _group = group;
        _firstTile = nextTile;
        _count = Math.Clamp(task.Tiles - nextTile, 0, capacity);
    }

    /// <summary>Asks for what falls to one point of a chunk; there are as many points as channels of a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fetch(int chunk, int point)
    {
        if (!_weights.IsTransformed)
            FetchTaps(chunk, point);

        // One step is a tile of one block of channels, or none.
        long steps = (long)_weights.Groups * _weights.Chunks * WinogradPoints.Products, wanted = (long)_count * _task.SourceBlocks;
        long step = ((long)_group * _weights.Chunks + chunk) * WinogradPoints.Products + point;
        for (long i = step * wanted / steps; i < (step + 1) * wanted / steps; i++)
            FetchTile((int)(i / _count), _firstTile + (int)(i % _count));
    }

    // Behind a group's last chunk lies the next group's first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FetchTaps(int chunk, int channel)
    {
        float* taps = _weights.TapsOf(_group, chunk * WinogradWeights.ChunkDepth + _weights.DepthOf(chunk) + channel);
        for (int line = 0; line < WinogradWeights.Taps * _weights.GroupColumns; line += Block)
            TLanes.Prefetch(taps + line);
    }

    // The columns that the tile before does not read; an address outside of the tensor does no harm.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FetchTile(int block, int tile)
    {
        int row = tile / _task.TilesAcross * Outputs - _task.Border, column = tile % _task.TilesAcross * Outputs - _task.Border;
        int last = Math.Min(row + WinogradPoints.Inputs, _task.SourceHeight);
        float* source = _task.PooledGradient == null ? _task.Source : null;
        for (row = Math.Max(row, 0); row < last; row++)
        {
            long offset = (((long)block * _task.SourceHeight + row) * _task.SourceWidth + column + WinogradPoints.Inputs - Outputs) * Block;
            for (int x = 0; x < Outputs; x++, offset += Block)
            {
                if (source != null)
                    TLanes.Prefetch(source + offset);
                if (_task.Gate != null)
                    TLanes.Prefetch(_task.Gate + offset);
            }
        }
    }
}
