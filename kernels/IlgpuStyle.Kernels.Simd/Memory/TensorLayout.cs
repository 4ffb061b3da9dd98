using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Where element (c, h, w) lies. Tensors of up to 4 channels (pictures, vectors, matrices) are planar: (C, H,
/// W), W fastest, the end padded to a multiple of 16 floats. All others are blocked ("nChw16c"): (⌈C/16⌉, H,
/// W, 16), so that 16 channels of one position fill one cache line. Padding, lanes of missing channels and
/// the planar tail, is always zero.
/// </summary>
/// <param name="Shape">Logical shape.</param>
internal readonly record struct TensorLayout(TensorShape Shape)
{
    /// <summary>Channels per block of the blocked layout, and the granularity of storage in floats.</summary>
    public const int Block = 16;

    /// <summary>Channels of a planar tensor at most.</summary>
    public const int LargestPlanarChannels = 4;

    /// <summary>Whether the layout is planar rather than blocked.</summary>
    public bool IsPlanar => Shape.Channels <= LargestPlanarChannels;

    /// <summary>⌈C/16⌉.</summary>
    public int ChannelBlocks => (Shape.Channels + Block - 1) / Block;

    /// <summary>Floats from one position to the next of the same channel.</summary>
    public int PositionStride => IsPlanar ? 1 : Block;

    /// <summary>Floats of storage, padding included.</summary>
    public long StorageLength => IsPlanar
        ? (Shape.Length + Block - 1) / Block * Block
        : (long)ChannelBlocks * Shape.Positions * Block;

    /// <summary>Where channel <paramref name="channel"/> starts, in floats.</summary>
    public long ChannelOffset(int channel) => IsPlanar
        ? (long)channel * Shape.Positions
        : (long)(channel / Block) * Shape.Positions * Block + channel % Block;
}
