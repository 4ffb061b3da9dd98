namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What the two algorithms of a 3×3 convolution cost on a graphics card, by arithmetic: the rule that chooses where nothing has
/// been timed. A step takes as long as the longer of its multiply-adds and its traffic with device memory, in FLOP at the
/// card's peak; steps follow one another.
/// </summary>
internal static class ConvolutionCost
{
    /// <summary>
    /// FLOP that a card does while it moves a byte: 13 to 20 on A100 and H100, 38 to 80 on consumer cards, whose large caches then
    /// keep part of the workspace. 32 lies between.
    /// </summary>
    public const double MachineBalance = 32;

    /// <summary>Whether Winograd applies and is cheaper.</summary>
    public static bool PrefersWinograd(ConvolutionExtents e, int wantedGroups) =>
        ConvolutionTile.Fits(e) && Winograd(e) < Direct(e, wantedGroups);

    /// <summary>The tiled direct convolution: 2·9·IC FLOP for each of the positions and channels that its tiles cover; input, mask,
    /// weights and output cross the bus once, partial sums twice.</summary>
    public static double Direct(ConvolutionExtents e, int wantedGroups)
    {
        ConvolutionTile tile = new(e, wantedGroups);
        double covered = (double)tile.Groups / tile.Splits * ConvolutionPacking.TileChannels * LaunchPolicy.TileThreads;
        double outputs = Outputs(e) * (tile.Splits == 1 ? 1 : 2 * tile.Splits + 1);
        double bytes = (Inputs(e) + 9.0 * e.IC * e.OC + outputs) * sizeof(float);
        return Math.Max(2.0 * 9 * e.IC * covered, MachineBalance * bytes);
    }

    /// <summary>Winograd: the input transform reads the input and writes 36 values a tile; the products do 2·36·IC FLOP for each of the
    /// columns and channels that their tiles cover; the inverse reads 36 values a tile and writes the output.</summary>
    public static double Winograd(ConvolutionExtents e)
    {
        double columns = Filled(TilesOf(e), WinogradTiledKernels.TileColumns), rows = WinogradWeights.Filled(e.OC);
        double points = (double)WinogradWeights.Points * e.IC * columns, products = WinogradWeights.Points * rows * columns;
        double weights = (double)WinogradWeights.Points * WinogradWeights.Filled(e.IC) * rows;
        double transforms = MachineBalance * (Inputs(e) + points + products + Outputs(e)) * sizeof(float);
        return transforms + Math.Max(2.0 * e.IC * products, MachineBalance * (points + weights + products) * sizeof(float));
    }

    /// <summary>Tiles of 4×4 outputs.</summary>
    public static double TilesOf(ConvolutionExtents e) =>
        (double)((e.OW + WinogradLine.Outputs - 1) / WinogradLine.Outputs)
        * ((e.OH + WinogradLine.Outputs - 1) / WinogradLine.Outputs);

    private static double Inputs(ConvolutionExtents e) => (double)e.IC * e.IH * e.IW * (1 + e.Masked);

    private static double Outputs(ConvolutionExtents e) => (double)e.OC * e.OH * e.OW;

    private static double Filled(double count, int block) => Math.Ceiling(count / block) * block;
}
