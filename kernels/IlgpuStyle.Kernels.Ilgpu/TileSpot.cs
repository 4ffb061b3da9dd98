using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What this thread computes in a launch of the tiled convolution: 8 channels × 8 rows of one column.</summary>
internal readonly struct TileSpot
{
    /// <summary>Its group's block of 64 output channels.</summary>
    public readonly int Block;

    /// <summary>Its group's range of input channels.</summary>
    public readonly int Split;

    /// <summary>First column of the group's tile.</summary>
    public readonly int Left;

    /// <summary>First row of the group's tile.</summary>
    public readonly int Top;

    /// <summary>The thread's column within the tile.</summary>
    public readonly int Column;

    /// <summary>The thread's first row within the tile.</summary>
    public readonly int Row;

    /// <summary>For a thread of a launch with <see cref="ConvolutionTile.Groups"/> groups.</summary>
    public TileSpot(ConvolutionTile t)
    {
        Block = Grid.IdxX % t.Blocks;
        int rest = Grid.IdxX / t.Blocks;
        Left = rest % t.Across << t.Shift;
        rest /= t.Across;
        Top = rest % t.Down * (8 << (5 - t.Shift));
        Split = rest / t.Down;
        int lane = Group.IdxX & 31;
        Column = lane & ((1 << t.Shift) - 1);
        Row = (lane >> t.Shift) * 8;
    }

    /// <summary>First output channel.</summary>
    public int OC => Block * ConvolutionPacking.TileChannels + (Group.IdxX >> 5) * 8;

    /// <summary>First output row.</summary>
    public int OH => Top + Row;

    /// <summary>Output column.</summary>
    public int OW => Left + Column;
}
