namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What the algorithms of a 3×3 convolution cost on a graphics card, in seconds, by arithmetic: the rule that chooses where nothing has
/// been timed. A launch takes as long as the longer of its multiply-adds and its traffic with device memory; launches follow one another.
/// </summary>
/// <param name="card">The card.</param>
internal sealed class ConvolutionCost(CardSpeed card)
{
    // Two dependent launches begin so far apart.
    private const double LaunchSeconds = 2e-6;

    // A group alone on a multiprocessor: its 8 warps reach three quarters of what the 16 of two groups do.
    private const double HalfRound = 0.67;

    // Of what one launch writes and the next one reads, so much stays in the second-level cache if all of it fits into so much of that.
    private const double KeptShare = 0.8;
    private const double UsableCache = 0.7;

    // Arithmetic and bandwidth that a kernel reaches.
    private const double ArithmeticShare = 0.8;
    private const double BandwidthShare = 0.85;

    // Of the tensor cores: their shared memory is busy for five sixths of the time that the products take.
    private const double TensorShare = 0.6;

    private const int MostWinogradSplits = 8;

    private readonly int _slots = LaunchPolicy.TilesToFill(card.Multiprocessors);

    /// <summary>The cheapest algorithm for a layer that any could compute, and how it is cut.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="tensorCores">Whether they may be used.</param>
    public ConvolutionChoice Cheapest(ConvolutionExtents e, bool tensorCores = false)
    {
        ConvolutionChoice direct = CheapestDirect(e, tensorCores), winograd = CheapestWinograd(e);
        return Winograd(e, winograd) < Direct(e, direct) ? winograd : direct;
    }

    /// <summary>How the tiled direct convolution cuts a layer: the width that wastes less, and the ranges of input channels that cost
    /// least.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="tensorCores">Whether they may be used.</param>
    public ConvolutionChoice CheapestDirect(ConvolutionExtents e, bool tensorCores = false)
    {
        ConvolutionChoice direct = ConvolutionTile.Choices(e, ConvolutionVariant.Direct).MinBy(choice => Direct(e, choice));
        if (!tensorCores)
            return direct;
        ConvolutionChoice tensor = CheapestTensor(e);
        return Direct(e, tensor) < Direct(e, direct) ? tensor : direct;
    }

    /// <summary>How the direct convolution on the tensor cores cuts a layer.</summary>
    public ConvolutionChoice CheapestTensor(ConvolutionExtents e) =>
        ConvolutionTile.Choices(e, ConvolutionVariant.Tensor).MinBy(choice => Direct(e, choice));

    /// <summary>How Winograd's product cuts a layer.</summary>
    public ConvolutionChoice CheapestWinograd(ConvolutionExtents e) =>
        WinogradChoices(e, _slots).MinBy(choice => Winograd(e, choice));

    /// <summary>The cuts of Winograd's tiled product that differ; at least one.</summary>
    /// <param name="e">The layer.</param>
    /// <param name="wantedGroups">Groups that fill the device.</param>
    public static IEnumerable<ConvolutionChoice> WinogradChoices(ConvolutionExtents e, int wantedGroups) =>
        Enumerable.Range(1, MostWinogradSplits).Select(splits => new WinogradPlan(e, splits, wantedGroups, tiled: true).Choice).Distinct();

    /// <summary>
    /// Seconds of the tiled direct convolution, on the tensor cores or not: 2·9·IC FLOP for each of the positions and channels that its
    /// tiles cover; input, mask, weights and output cross the bus once. Partial sums are written by one launch and read by another.
    /// </summary>
    public double Direct(ConvolutionExtents e, ConvolutionChoice choice)
    {
        ConvolutionTile tile = new(e, choice);
        double flopsOfGroup = 2.0 * 9 * ConvolutionTile.StageChannels(choice.Variant) * tile.SplitStages
            * ConvolutionPacking.TileChannels * LaunchPolicy.TileThreads;
        double speed = choice.Variant == ConvolutionVariant.Tensor ? card.TensorFlops * TensorShare : card.Flops * ArithmeticShare;
        double inputs = Inputs(e) + 9.0 * e.IC * e.OC, outputs = Outputs(e), partials = tile.Splits == 1 ? 0 : tile.Splits * outputs;
        double missed = Missed(partials);
        double sum = Launch(tile.Groups, flopsOfGroup / speed, inputs + (tile.Splits == 1 ? outputs : partials * missed));
        return tile.Splits == 1 ? sum : sum + Launch(0, 0, partials * missed + outputs);
    }

    /// <summary>
    /// Seconds of Winograd: the input transform reads the input and writes 36 values a tile; the products do 2·36·IC FLOP for each of the
    /// columns and channels that their tiles cover; the inverse reads 36 values a tile and range of input channels and writes the output.
    /// </summary>
    public double Winograd(ConvolutionExtents e, ConvolutionChoice choice)
    {
        WinogradPlan plan = new(e, choice.Splits, _slots, tiled: true);
        double rows = WinogradWeights.Filled(e.OC), flopsOfGroup = 2.0 * plan.SplitTerms * ConvolutionPacking.TileChannels
            * WinogradTiledKernels.TileColumns;
        double weights = (double)WinogradWeights.Points * WinogradWeights.Filled(e.IC) * rows;
        double missed = Missed(plan.WorkspaceLength(e)), sum = 0;
        for (int i = 0; i < plan.Batches; i++)
        {
            WinogradBatch batch = plan.Batch(i);
            double share = (double)batch.Count / plan.Tiles, columns = (double)WinogradWeights.Points * batch.Pitch;
            double points = columns * e.IC * missed, products = columns * rows * plan.Splits * missed;
            sum += Launch(0, 0, Inputs(e) * share + points)
                + Launch(plan.Groups(e, batch), flopsOfGroup / (card.Flops * ArithmeticShare), points + weights + products)
                + Launch(0, 0, products + Outputs(e) * share);
        }

        return sum;
    }

    /// <summary>Rounds that a card needs for groups of equal length, two on a multiprocessor at a time.</summary>
    public double Rounds(int groups)
    {
        int whole = groups / _slots, rest = groups % _slots;
        return whole + (rest == 0 ? 0 : rest <= _slots / 2 ? HalfRound : 1);
    }

    private double Launch(int groups, double cardSecondsOfGroup, double floats) => LaunchSeconds + Math.Max(
        Rounds(groups) * _slots * cardSecondsOfGroup,
        floats * sizeof(float) / (card.Bandwidth * BandwidthShare));

    // The share of what one launch leaves to the next that crosses the bus.
    private double Missed(double floats) => floats <= 0
        ? 1 : 1 - KeptShare * Math.Min(1, UsableCache * card.CacheBytes / (floats * sizeof(float)));

    private static double Inputs(ConvolutionExtents e) => (double)e.IC * e.IH * e.IW * (1 + e.Masked);

    private static double Outputs(ConvolutionExtents e) => (double)e.OC * e.OH * e.OW;
}
