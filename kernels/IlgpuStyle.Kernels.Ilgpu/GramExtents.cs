namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a Gram launch: the positions are cut into splits, each summed into one or more
/// partial matrices.</summary>
internal readonly struct GramExtents
{
    // Positions that one float32 partial sum covers at most: its rounding error grows with the square root of
    // this.
    private const int MaxSummedPositions = 4096;

    public readonly int C;

    /// <summary>Positions, H·W.</summary>
    public readonly int M;

    /// <summary>1 if every channel begins at a multiple of four elements, so that four positions are one load; else 0.</summary>
    public readonly int Aligned;

    /// <summary>Positions of one split.</summary>
    public readonly int SplitLength;

    /// <summary>Partial matrices in all.</summary>
    public readonly int Partials;

    private GramExtents(int channels, int positions, int splitLength, int partialsPerSplit)
    {
        C = channels;
        M = positions;
        Aligned = positions % 4 == 0 ? 1 : 0;
        SplitLength = splitLength;
        Partials = (positions + splitLength - 1) / splitLength * partialsPerSplit;
    }

    /// <summary>64×64 tiles of the upper triangle.</summary>
    public int TilePairs => ChannelBlocks * (ChannelBlocks + 1) / 2;

    /// <summary>Tiles of the tiled backward, 64 channels × 256 positions each.</summary>
    public int BackwardTiles =>
        ChannelBlocks * ((M + GramTiledKernels.TilePositions - 1) / GramTiledKernels.TilePositions);

    private int ChannelBlocks => (C + GramTiledKernels.TileChannels - 1) / GramTiledKernels.TileChannels;

    /// <summary>For the kernels without tiles.</summary>
    public static GramExtents Blocked(int channels, int positions) =>
        new(channels, positions, MaxSummedPositions, 1);

    /// <summary>For the tiled kernels: enough splits to fill the device, whole stages each, none so long that
    /// accuracy suffers.</summary>
    public static GramExtents Tiled(int channels, int positions, int wantedGroups)
    {
        const int stage = GramTiledKernels.StagePositions;
        int pairs = new GramExtents(channels, positions, positions, 1).TilePairs;
        int splits = Math.Max(1, wantedGroups / pairs);
        int stages = ((positions + splits - 1) / splits + stage - 1) / stage;
        int length = Math.Clamp(stages, 4, MaxSummedPositions * GramTiledKernels.Quarters / stage) * stage;
        return new GramExtents(channels, positions, length, GramTiledKernels.Quarters);
    }
}
