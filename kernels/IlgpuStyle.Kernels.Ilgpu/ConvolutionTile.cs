namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How the tiled convolution cuts a layer: a group computes 64 output channels × 256 output positions,
/// 2^Shift columns wide (32 or 16, whichever wastes less beyond the picture's edge) and 8·2^(5 − Shift) rows
/// high, over one of Splits ranges of input channels.
/// </summary>
internal readonly struct ConvolutionTile
{
    private const int MinStagesPerSplit = 8;

    /// <summary>log₂ of the tile's width.</summary>
    public readonly int Shift;

    /// <summary>Tiles side by side.</summary>
    public readonly int Across;

    /// <summary>Tiles one above the other.</summary>
    public readonly int Down;

    /// <summary>Blocks of 64 output channels.</summary>
    public readonly int Blocks;

    /// <summary>Ranges of input channels, each summed by groups of its own into a partial output; 1 where the
    /// tiles alone fill the device.</summary>
    public readonly int Splits;

    /// <summary>Stages of <see cref="ConvolutionPacking.StageChannels"/> input channels in one
    /// range.</summary>
    public readonly int SplitStages;

    /// <summary>Cuts a layer as chosen.</summary>
    public ConvolutionTile(ConvolutionExtents e, ConvolutionChoice choice)
    {
        Shift = choice.Shift;
        Across = DivideUp(e.OW, 1 << Shift);
        Down = DivideUp(e.OH, Height(Shift));
        Blocks = DivideUp(e.OC, ConvolutionPacking.TileChannels);
        int stages = ConvolutionPacking.EvenChannels(e.IC) / ConvolutionPacking.StageChannels;
        SplitStages = DivideUp(stages, Math.Clamp(choice.Splits, 1, MostSplits(stages)));
        Splits = DivideUp(stages, SplitStages);
    }

    /// <summary>Whether the tiled kernel knows the geometry: 3×3, stride 1, enough output channels to fill a
    /// tile.</summary>
    public static bool Fits(ConvolutionExtents e) =>
        e.K == 3 && e.Stride == 1 && e.Block == ConvolutionPacking.TileChannels;

    /// <summary>The cuts that a rule chooses from: of the width that wastes less, every number of ranges.</summary>
    public static IEnumerable<ConvolutionChoice> Choices(ConvolutionExtents e)
    {
        int shift = CoveredPositions(e, 4) < CoveredPositions(e, 5) ? 4 : 5;
        int stages = ConvolutionPacking.EvenChannels(e.IC) / ConvolutionPacking.StageChannels;
        return Enumerable.Range(1, MostSplits(stages))
            .Select(splits => new ConvolutionTile(e, new ConvolutionChoice(ConvolutionVariant.Direct, shift, splits)).Choice).Distinct();
    }

    /// <summary>What cuts a layer in this way.</summary>
    public ConvolutionChoice Choice => new(ConvolutionVariant.Direct, Shift, Splits);

    /// <summary>Groups of the launch.</summary>
    public int Groups => Across * Down * Blocks * Splits;

    /// <summary>Elements of one channel's halo tile.</summary>
    public int HaloElements => ((1 << Shift) + 2) * (Height(Shift) + 2);

    private static int MostSplits(int stages) => Math.Max(1, stages / MinStagesPerSplit);

    private static int Height(int shift) => 8 << (5 - shift);

    private static long CoveredPositions(ConvolutionExtents e, int shift) =>
        (long)DivideUp(e.OW, 1 << shift) * (1 << shift) * DivideUp(e.OH, Height(shift)) * Height(shift);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
