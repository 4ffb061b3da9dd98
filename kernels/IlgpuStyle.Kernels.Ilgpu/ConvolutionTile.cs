namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How the tiled convolution cuts a layer: a group computes 64 output channels × 256 output positions,
/// 2^Shift columns wide (32 or 16, whichever wastes less beyond the picture's edge) and 8·2^(5 − Shift) rows
/// high, over one of Splits ranges of input channels.
/// </summary>
internal readonly struct ConvolutionTile
{
    private const int MinChannelsPerSplit = 16;
    private const int NarrowShift = 4, WideShift = 5;

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

    /// <summary>Stages in one range: of <see cref="ConvolutionPacking.StageChannels"/> input channels, on the tensor cores of
    /// <see cref="TensorPacking.StageChannels"/>.</summary>
    public readonly int SplitStages;

    /// <summary>Cuts a layer as chosen.</summary>
    public ConvolutionTile(ConvolutionExtents e, ConvolutionChoice choice)
    {
        Shift = choice.Shift;
        Across = DivideUp(e.OW, 1 << Shift);
        Down = DivideUp(e.OH, Height(Shift));
        Blocks = DivideUp(e.OC, ConvolutionPacking.TileChannels);
        int stages = DivideUp(e.IC, StageChannels(choice.Variant));
        SplitStages = DivideUp(stages, Math.Clamp(choice.Splits, 1, MostSplits(e, choice.Variant)));
        Splits = DivideUp(stages, SplitStages);
    }

    /// <summary>Whether the tiled kernel knows the geometry: 3×3, stride 1, enough output channels to fill a
    /// tile.</summary>
    public static bool Fits(ConvolutionExtents e) =>
        e.K == 3 && e.Stride == 1 && e.Block == ConvolutionPacking.TileChannels;

    /// <summary>The cuts that a rule chooses from: of the width that wastes less, every number of ranges.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="variant">Direct or tensor.</param>
    public static IEnumerable<ConvolutionChoice> Choices(ConvolutionExtents e, ConvolutionVariant variant)
    {
        int shift = CoveredPositions(e, NarrowShift) < CoveredPositions(e, WideShift) ? NarrowShift : WideShift;
        return Enumerable.Range(1, MostSplits(e, variant))
            .Select(splits => Cut(e, new ConvolutionChoice(variant, shift, splits))).Distinct();
    }

    /// <summary>The choice with as many ranges as there really are.</summary>
    public static ConvolutionChoice Cut(ConvolutionExtents e, ConvolutionChoice choice) =>
        choice with { Splits = new ConvolutionTile(e, choice).Splits };

    /// <summary>The choice for a layer whose output is pooled at once: on the tensor cores tiles 16 wide, if they waste no more; the same
    /// bits.</summary>
    public static ConvolutionChoice ForPooling(ConvolutionExtents e, ConvolutionChoice choice) =>
        choice.Variant == ConvolutionVariant.Tensor && CoveredPositions(e, NarrowShift) <= CoveredPositions(e, choice.Shift)
            ? choice with { Shift = NarrowShift }
            : choice;

    /// <summary>Whether a forward cut in this way pools what it stores.</summary>
    public static bool Pools(ConvolutionChoice choice) => choice.Variant is ConvolutionVariant.Direct or ConvolutionVariant.Winograd
        || (choice.Variant == ConvolutionVariant.Tensor && (choice.Splits > 1 || choice.Shift == NarrowShift));

    /// <summary>Input channels of a stage.</summary>
    public static int StageChannels(ConvolutionVariant variant) =>
        variant == ConvolutionVariant.Tensor ? TensorPacking.StageChannels : ConvolutionPacking.StageChannels;

    /// <summary>On the tensor cores: whether a thread has whole windows of 2×2 outputs.</summary>
    public bool HasWindows => Shift == NarrowShift;

    /// <summary>Groups of the launch.</summary>
    public int Groups => Across * Down * Blocks * Splits;

    /// <summary>Elements of one channel's halo tile.</summary>
    public int HaloElements => ((1 << Shift) + 2) * (Height(Shift) + 2);

    private static int MostSplits(ConvolutionExtents e, ConvolutionVariant variant)
    {
        int stage = StageChannels(variant);
        return Math.Max(1, DivideUp(e.IC, stage) / (MinChannelsPerSplit / stage));
    }

    private static int Height(int shift) => 8 << (5 - shift);

    private static long CoveredPositions(ConvolutionExtents e, int shift) =>
        (long)DivideUp(e.OW, 1 << shift) * (1 << shift) * DivideUp(e.OH, Height(shift)) * Height(shift);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
