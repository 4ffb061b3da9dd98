using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// What will be read and written after a group's products, asked for while they are computed: products wait for arithmetic, transforms
/// for memory. Where weights are kept as taps, the next chunk's; where results are not stored past the caches, with the last chunk the
/// group's; and everywhere this group's share of the next batch's tiles.
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
    private readonly int _capacity;
    private readonly int _count;
    private readonly WinogradTiling _tiling;

    // Tiles of a block of channels a step, in 65536ths.
    private readonly long _share;

    /// <param name="task">The correlation.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="group">The group whose products are computed.</param>
    /// <param name="firstTile">The batch's first tile.</param>
    /// <param name="capacity">Most tiles of a batch.</param>
    public WinogradAhead(in WinogradTask task, WinogradWeights weights, int group, int firstTile, int capacity)
    {
        _task = ref task;
        _weights = weights;
        _group = group;
        _firstTile = firstTile;
        _capacity = capacity;
        _tiling = task.Tiling;
        _count = Math.Clamp(_tiling.Tiles - firstTile - capacity, 0, capacity);
        long steps = (long)weights.Groups * weights.Chunks * WinogradPoints.Products;
        _share = (((long)_count * task.SourceBlocks << 16) + steps - 1) / steps;
    }

    /// <summary>Asks for what falls to one point of a chunk; there are as many points as channels of a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fetch(int chunk, int point)
    {
        if (!_weights.IsTransformed)
            FetchTaps(chunk, point);
        if (chunk == _weights.Chunks - 1 && !WinogradOutput<TLanes, TVector>.Streams(_task))
            FetchDestination(point);
        if (_count == 0)
            return;

        // One step is a tile of one block of channels, or none.
        long step = ((long)_group * _weights.Chunks + chunk) * WinogradPoints.Products + point;
        int wanted = _count * _task.SourceBlocks, end = Math.Min((int)((step + 1) * _share >> 16), wanted);
        for (int i = (int)(step * _share >> 16); i < end; i++)
            FetchTile(i / _count, _firstTile + _capacity + i % _count);
    }

    // Where the group's results go, a share of the batch's tiles; an address outside of the tensor does no harm.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FetchDestination(int point)
    {
        int blocks = _weights.GroupColumns / Block, firstBlock = _group * blocks;
        blocks = Math.Min(blocks, _task.DestinationBlocks - firstBlock);
        for (int tile = _firstTile + point; tile < Math.Min(_firstTile + _capacity, _tiling.Tiles); tile += WinogradPoints.Products)
        {
            WinogradTile place = _tiling[tile];
            for (int block = 0; block < blocks; block++)
            {
                float* target = _task.ResultAt(firstBlock + block, place.Row, place.Column);
                for (int row = 0; row < place.Height; row++, target += (nint)_task.InnerWidth * Block)
                {
                    for (int x = 0; x < place.Width; x++)
                        TLanes.Prefetch(target + x * Block);
                }
            }
        }
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
        WinogradTile place = _tiling[tile];
        int row = place.Row - _task.Border, column = place.Column - _task.Border;
        int last = Math.Min(row + WinogradPoints.Inputs, _task.SourceHeight);
        float* source = _task.PooledGradient == null ? _task.Source : null;
        for (row = Math.Max(row, 0); row < last; row++)
        {
            long offset = (((long)block * _task.SourceHeight + row) * _task.SourceWidth + column + WinogradPoints.Inputs - Outputs) * Block;
            if (source != null)
                FetchOutputs(source + offset);
            if (_task.Gate != null)
                FetchOutputs(_task.Gate + offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchOutputs(float* line)
    {
        TLanes.Prefetch(line);
        TLanes.Prefetch(line + Block);
        TLanes.Prefetch(line + 2 * Block);
        TLanes.Prefetch(line + 3 * Block);
        TLanes.Prefetch(line + 4 * Block);
        TLanes.Prefetch(line + 5 * Block);
    }
}
