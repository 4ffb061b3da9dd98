namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// How Winograd's convolution cuts a layer into batches of tiles: enough columns for two rounds of groups over the whole
/// device, so that the workspace stays small (36·4·(IC + OC) bytes a tile: 66 MB on a card with 132 multiprocessors) whatever
/// the picture's size.
/// </summary>
internal readonly struct WinogradPlan
{
    private const int Rounds = 2;

    private readonly int _across;
    private readonly int _perBatch;
    private readonly int _fill;

    /// <summary>Cuts a layer.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="wantedGroups">Groups of the tiled product that fill the device.</param>
    /// <param name="tiled">Whether the tiled product runs, which needs whole tiles of columns.</param>
    public WinogradPlan(ConvolutionExtents e, int wantedGroups, bool tiled)
    {
        _across = DivideUp(e.OW, WinogradLine.Outputs);
        Tiles = _across * DivideUp(e.OH, WinogradLine.Outputs);
        _fill = tiled ? WinogradTiledKernels.TileColumns : 4;
        int blocks = DivideUp(Tiles, WinogradTiledKernels.TileColumns);
        int groupsPerBlock = WinogradWeights.Points * WinogradWeights.Filled(e.OC) / ConvolutionPacking.TileChannels;
        int wanted = Math.Clamp(DivideUp(Rounds * wantedGroups, groupsPerBlock), 1, blocks);
        Batches = DivideUp(blocks, wanted);
        _perBatch = DivideUp(blocks, Batches) * WinogradTiledKernels.TileColumns;
    }

    /// <summary>Winograd tiles of the layer: 4×4 outputs each.</summary>
    public int Tiles { get; }

    /// <summary>Launches of each kernel.</summary>
    public int Batches { get; }

    /// <summary>Columns of the largest batch, filled up.</summary>
    public int MaxPitch => Pitch(Math.Min(Tiles, _perBatch));

    /// <summary>Floats of the points of the input's tiles, the first part of the workspace; a multiple of 4.</summary>
    public long PointsLength(ConvolutionExtents e) => (long)WinogradWeights.Points * e.IC * MaxPitch;

    /// <summary>Floats of points and products.</summary>
    public long WorkspaceLength(ConvolutionExtents e) =>
        PointsLength(e) + (long)WinogradWeights.Points * WinogradWeights.Filled(e.OC) * MaxPitch;

    /// <summary>Batch number <paramref name="index"/>.</summary>
    public WinogradBatch Batch(int index)
    {
        int first = index * _perBatch, count = Math.Min(_perBatch, Tiles - first);
        return new WinogradBatch(_across, first, count, Pitch(count));
    }

    /// <summary>Groups of the tiled product over all batches.</summary>
    public int Groups(ConvolutionExtents e) =>
        WinogradWeights.Points * WinogradWeights.Filled(e.OC) / ConvolutionPacking.TileChannels
        * DivideUp(Tiles, WinogradTiledKernels.TileColumns);

    private int Pitch(int count) => DivideUp(count, _fill) * _fill;

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
