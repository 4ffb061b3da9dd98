using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a launch on some channels' ranks.</summary>
internal readonly struct RankExtents
{
    // Pairs that are sorted at a time: 64 MiB in two lists.
    private const int MostPairs = 1 << 22;

    // Few enough that a card's threads all have one, and enough that counts are small beside the pairs.
    private const int SegmentLength = 128;

    /// <summary>As many channels at a time as scratch memory has room for, at least one.</summary>
    public RankExtents(TensorShape shape)
        : this(shape.Positions, Math.Clamp(MostPairs / Math.Max(1, shape.Positions), 1, Math.Max(1, shape.Channels)))
    {
    }

    private RankExtents(int positions, int channels)
    {
        M = positions;
        C = channels;
        Segments = (positions + SegmentLength - 1) / SegmentLength;
    }

    /// <summary>Positions, H·W.</summary>
    public readonly int M;

    /// <summary>Channels at a time.</summary>
    public readonly int C;

    /// <summary>Parts of a channel, each of which one thread counts and moves.</summary>
    public readonly int Segments;

    /// <summary>Counts of a channel: of each of 16 values of a digit in each segment.</summary>
    public int Counts => RankKernels.DigitValues * Segments;

    /// <summary>Keys and positions twice, counts and starts, in words of 4 bytes.</summary>
    public long ScratchLength => (4L * M + 2L * Counts) * C;

    /// <summary>The same for the last channels.</summary>
    public RankExtents With(int channels) => new(M, channels);

    /// <summary>Where a segment ends in its channel.</summary>
    public int EndOf(int segment) => Math.Min(M, (segment + 1) * SegmentLength);

    /// <summary>Where a segment begins in its channel.</summary>
    public static int StartOf(int segment) => segment * SegmentLength;
}
