using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// One 3×3 correlation with stride 1 over blocked tensors, tile by tile of the destination.
/// </summary>
internal unsafe struct WinogradTask
{
    private const long StreamingBytes = 4 << 20;

    /// <summary>(SourceBlocks, SourceHeight, SourceWidth, 16).</summary>
    public float* Source;

    /// <summary>Same shape, or null: where it is not positive, the source counts as 0.</summary>
    public float* Gate;

    /// <summary>Extents of the source.</summary>
    public int SourceBlocks, SourceHeight, SourceWidth;

    /// <summary>Rows and columns before the source that destination row and column 0 read.</summary>
    public int Border;

    /// <summary>What lies beyond the source.</summary>
    public PaddingMode Mode;

    /// <summary>(DestinationBlocks, DestinationHeight, DestinationWidth, 16), less what lies in <see cref="Frame"/>.</summary>
    public float* Destination;

    /// <summary>Extents of the destination, with its frame.</summary>
    public int DestinationBlocks, DestinationHeight, DestinationWidth;

    /// <summary>Where the destination's first and last rows and columns go, as many as its border; none of them by default.</summary>
    public Frame Frame;

    /// <summary>Bias per destination channel, or null.</summary>
    public float* Bias;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu;

    /// <summary>
    /// Where the pooled results go too, (DestinationBlocks, PooledHeight, PooledWidth, 16), or null. Windows
    /// are 2×2 with stride 2; those that hang over the destination's border are partial.
    /// </summary>
    public float* Pooled;

    /// <summary>
    /// The gradient of the pooled source, (SourceBlocks, PooledHeight, PooledWidth, 16), or null. If given,
    /// it takes the place of <see cref="Source"/>: the source is its spread over the windows of the gate.
    /// </summary>
    public float* PooledGradient;

    /// <summary>Extents of <see cref="Pooled"/> or <see cref="PooledGradient"/>.</summary>
    public int PooledHeight, PooledWidth;

    /// <summary>Max or average.</summary>
    public PoolingKind Pooling;

    /// <summary>
    /// Whether results are stored past the caches: worth it where the destination is larger than they are (5
    /// % of an evaluation at 512², bench/README.md).
    /// </summary>
    public readonly bool Streams =>
        (long)DestinationBlocks * DestinationHeight * DestinationWidth * 64 > StreamingBytes;

    /// <summary>Rows of <see cref="Destination"/>, without its frame.</summary>
    public readonly int InnerHeight => DestinationHeight - 2 * Frame.Border;

    /// <summary>Columns of <see cref="Destination"/>, without its frame.</summary>
    public readonly int InnerWidth => DestinationWidth - 2 * Frame.Border;

    /// <summary>Where a result inside the frame goes; row and column count with the frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* ResultAt(int block, int row, int column) => Destination
        + (((long)block * InnerHeight + row - Frame.Border) * InnerWidth + column - Frame.Border) * TensorLayout.Block;

    /// <summary>The destination's tiles.</summary>
    public readonly WinogradTiling Tiling => new(DestinationHeight, DestinationWidth);
}
