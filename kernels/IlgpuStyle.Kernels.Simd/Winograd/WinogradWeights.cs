using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Weights of one direction of a 3×3 convolution. Destination channels come in groups, two vectors or a whole block wide, channels summed
/// over in chunks. Narrow layers keep the transformed weights U of every chunk, wide ones the nine taps, (group, source channel, tap,
/// column), and transform a chunk whenever they need it: reading U, seven times the taps, would take longer than that.
/// Missing channels are zeros.
/// </summary>
internal sealed unsafe class WinogradWeights : IDisposable
{
    /// <summary>
    /// Most channels of a chunk. Sums over a chunk are float32 in registers and added up chunk by chunk: that halves the rounding error of
    /// 512 channels, and a panel of a chunk stays in the level-1 cache.
    /// </summary>
    public const int ChunkDepth = 64;

    /// <summary>Elements of a kernel.</summary>
    public const int Taps = 9;

    private const int Block = TensorLayout.Block;

    private readonly NativeBlock _block;

    /// <summary>
    /// Room for weights that sum over <paramref name="sourceChannels"/> and produce <paramref name="destinationChannels"/>.
    /// </summary>
    public WinogradWeights(int sourceChannels, int destinationChannels, int columns, bool isTransformed, MemoryAccount account)
    {
        Columns = columns;
        IsTransformed = isTransformed;
        Depth = RoundUp(sourceChannels, Block);
        Groups = RoundUp(destinationChannels, GroupColumns) / GroupColumns;
        _block = new NativeBlock(account, Length(sourceChannels, destinationChannels, columns, isTransformed) * sizeof(float));
    }

    /// <summary>Channels per panel: two vectors.</summary>
    public int Columns { get; }

    /// <summary>Channels per group: a panel, or the panels of a block.</summary>
    public int GroupColumns => Math.Max(Columns, Block);

    /// <summary>Whether U is stored rather than the taps.</summary>
    public bool IsTransformed { get; }

    /// <summary>Channels summed over, whole blocks.</summary>
    public int Depth { get; }

    /// <summary>Groups of destination channels.</summary>
    public int Groups { get; }

    /// <summary>Chunks of channels summed over.</summary>
    public int Chunks => (Depth + ChunkDepth - 1) / ChunkDepth;

    /// <summary>Floats of scratch that <see cref="ChunkOf"/> needs.</summary>
    public long ScratchLength => ScratchLengthOf(Depth, Columns, IsTransformed);

    /// <summary>The floats that such weights take.</summary>
    public static long Length(int sourceChannels, int destinationChannels, int columns, bool isTransformed)
    {
        int depth = RoundUp(sourceChannels, Block), groupColumns = Math.Max(columns, Block);
        long groups = RoundUp(destinationChannels, groupColumns) / groupColumns;
        return isTransformed
            ? groups * WinogradPoints.Products * ((long)depth * groupColumns + (depth + ChunkDepth - 1) / ChunkDepth * Block)
            : groups * depth * Taps * groupColumns;
    }

    /// <summary><see cref="ScratchLength"/> of such weights.</summary>
    public static long ScratchLengthOf(int sourceChannels, int columns, bool isTransformed) => isTransformed
        ? 0
        : WinogradPoints.Products * ((long)Math.Min(RoundUp(sourceChannels, Block), ChunkDepth) * Math.Max(columns, Block) + Block);

    /// <summary>Channels of a chunk.</summary>
    public int DepthOf(int chunk) => Math.Min(ChunkDepth, Depth - chunk * ChunkDepth);

    /// <summary>
    /// Floats from one point of a chunk to the next: a cache line more than the content, so that the points do not share the low address
    /// bits.
    /// </summary>
    public nint PointLength(int depth) => (nint)depth * GroupColumns + Block;

    /// <summary>The taps of a group from a source channel on, (channel, tap, column).</summary>
    public float* TapsOf(int group, int source) => (float*)_block.Pointer + ((long)group * Depth + source) * Taps * GroupColumns;

    /// <summary>
    /// U of a chunk, (64 points, panel, channel, column): in place, or transformed into <paramref name="scratch"/>.
    /// </summary>
    public float* ChunkOf<TLanes, TVector>(int group, int chunk, float* scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        if (IsTransformed)
            return StoredChunk(group, chunk);
        int depth = DepthOf(chunk);
        WinogradFilter<TLanes, TVector>.Transform(
            TapsOf(group, chunk * ChunkDepth), depth, GroupColumns, scratch, PointLength(depth));
        return scratch;
    }

    /// <summary>Where U of a chunk is stored.</summary>
    public float* StoredChunk(int group, int chunk) =>
        (float*)_block.Pointer + WinogradPoints.Products
            * (group * ((long)Depth * GroupColumns + Chunks * Block) + (long)chunk * (ChunkDepth * GroupColumns + Block));

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
