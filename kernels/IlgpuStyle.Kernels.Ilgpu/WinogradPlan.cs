namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How Winograd's convolution cuts a layer into batches of tiles: enough columns for two rounds of groups over the whole device, so that
/// the workspace stays small whatever the picture's size (36·4·(IC + OC) bytes a tile, OC again for each further range of input channels:
/// 66 MB on a card with 132 multiprocessors). A layer too small for that many groups is cut by its input channels.
/// </summary>
internal readonly struct WinogradPlan
{
    private const int Rounds = 2;
    private const int MinTermsPerSplit = 64;

    private readonly int _across;
    private readonly int _perBatch;
    private readonly int _fill;

    /// <summary>Cuts a layer.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="splits">Ranges of input channels that are wanted; 1 where a layer has several batches, or ranges would be unequal or
    /// short.</param>
    /// <param name="wantedGroups">Groups of the tiled product that fill the device.</param>
    /// <param name="tiled">Whether the tiled product runs, which needs whole tiles of columns.</param>
    public WinogradPlan(ConvolutionExtents e, int splits, int wantedGroups, bool tiled)
    {
        _across = DivideUp(e.OW, WinogradLine.Outputs);
        Tiles = _across * DivideUp(e.OH, WinogradLine.Outputs);
        _fill = tiled ? WinogradTiledKernels.TileColumns : 4;
        int blocks = DivideUp(Tiles, WinogradTiledKernels.TileColumns);
        int groupsPerBlock = WinogradWeights.Points * WinogradWeights.Filled(e.OC) / ConvolutionPacking.TileChannels;
        int wanted = Math.Clamp(DivideUp(Rounds * wantedGroups, groupsPerBlock), 1, blocks);
        Batches = DivideUp(blocks, wanted);
        _perBatch = DivideUp(blocks, Batches) * WinogradTiledKernels.TileColumns;
        int stages = DivideUp(e.IC, WinogradTiledKernels.StageRows);
        bool fits = tiled && Batches == 1 && e.IC % (Math.Max(1, splits) * WinogradTiledKernels.StageRows) == 0;
        Splits = fits && splits > 0 && e.IC / splits >= MinTermsPerSplit ? splits : 1;
        SplitTerms = stages / Splits * WinogradTiledKernels.StageRows;
    }

    /// <summary>Winograd tiles of the layer: 4×4 outputs each.</summary>
    public int Tiles { get; }

    /// <summary>Ranges of input channels, each summed by groups of its own; 1 where the tiles alone fill the device.</summary>
    public int Splits { get; }

    /// <summary>Input channels of a range, whole stages.</summary>
    public int SplitTerms { get; }

    /// <summary>What cuts a layer in this way.</summary>
    public ConvolutionChoice Choice => new(ConvolutionVariant.Winograd, Splits: Splits == 1 ? 0 : Splits);

    /// <summary>Launches of each kernel.</summary>
    public int Batches { get; }

    /// <summary>Columns of the largest batch, filled up.</summary>
    public int MaxPitch => Pitch(Math.Min(Tiles, _perBatch));

    /// <summary>Floats of the points of the input's tiles, the first part of the workspace; a multiple of 4.</summary>
    public long PointsLength(ConvolutionExtents e) => (long)WinogradWeights.Points * e.IC * MaxPitch;

    /// <summary>Floats of points and products.</summary>
    public long WorkspaceLength(ConvolutionExtents e) =>
        PointsLength(e) + (long)Splits * WinogradWeights.Points * WinogradWeights.Filled(e.OC) * MaxPitch;

    /// <summary>Batch number <paramref name="index"/>.</summary>
    public WinogradBatch Batch(int index)
    {
        int first = index * _perBatch, count = Math.Min(_perBatch, Tiles - first);
        return new WinogradBatch(_across, first, count, Pitch(count), Splits);
    }

    /// <summary>Groups of the tiled product over all batches.</summary>
    public int Groups(ConvolutionExtents e) => GroupsOf(e, DivideUp(Tiles, WinogradTiledKernels.TileColumns));

    /// <summary>Groups of the tiled product of one batch.</summary>
    public int Groups(ConvolutionExtents e, WinogradBatch batch) => GroupsOf(e, batch.Pitch / WinogradTiledKernels.TileColumns);

    private int GroupsOf(ConvolutionExtents e, int blocks) =>
        WinogradWeights.Points * WinogradWeights.Filled(e.OC) / ConvolutionPacking.TileChannels * blocks * Splits;

    private int Pitch(int count) => DivideUp(count, _fill) * _fill;

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
