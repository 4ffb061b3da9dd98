using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The 36 matrix products of Winograd's convolution with tiles in shared memory; groups of 256.</summary>
internal static class WinogradTiledKernels
{
    /// <summary>Columns of a tile: Winograd tiles of the picture.</summary>
    public const int TileColumns = 256;

    /// <summary>Multiply-adds of one thread in a stage.</summary>
    internal const int StageMultiplyAdds = StageRows * 64;

    /// <summary>Terms of a stage.</summary>
    internal const int StageRows = 8;

    private const int ColumnQuads = TileColumns / 4;
    private const int WeightQuads = ConvolutionPacking.TileChannels / 4;

    // 17: what a warp stores across the terms (BackwardWeights) lies in 32 different banks.
    internal const int WeightPitch = WeightQuads + 1;

    // Eight rows of weights, and eight more for the half of the group whose weights nobody reads.
    private const int CopiedWeights = 2 * StageRows * WeightPitch;

    /// <summary>From one copy of points or weights to the other, in quads: a bit that no index within a copy has.</summary>
    internal const int Flip = StageRows * ColumnQuads;

    // Both copies of the points lie before both of the weights.
    private const int FirstWeights = 2 * Flip;
    private const int SharedQuads = FirstWeights + Flip + CopiedWeights;

    /// <summary>
    /// products[split][point][m][t] = Σ_k U[point'](k, m) · points[point][k][t] over the split's range of k; = .
    /// One group computes 64 rows × 256 columns of one point; a warp shares 8 rows, whose weights are broadcast, and each thread has
    /// columns 4·lane and 128 + 4·lane, four of each.
    /// A stage is 8 terms of the sum, in two copies: while one is used, the next travels through registers into the
    /// other; one barrier a stage. Per term a thread does 64 multiply-adds for four four-word reads of shared memory (28 KB).
    /// All loads and stores of points and products are of 128 bits: the workspace is filled up to whole tiles.
    /// <para>
    /// What a stage costs beside its products is counted (bench/README.md): a warp brings one row of points, so that one address serves
    /// both loads; indices are carried from stage to stage and not computed anew; all of shared memory is one array, so that where the
    /// weights begin is a constant of the load.
    /// </para>
    /// </summary>
    public static void Product<TWeights>(
        ArrayView<Float4> points, ArrayView<Float4> weights, ArrayView<Float4> products, WinogradProduct p)
        where TWeights : struct, IWinogradWeights
    {
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(SharedQuads);
        int blocks = p.Rows / ConvolutionPacking.TileChannels, quads = p.Pitch / 4, across = quads / ColumnQuads;
        int m = Grid.IdxX % blocks * ConvolutionPacking.TileChannels, rest = Grid.IdxX / blocks;
        int point = rest / across, first = Grid.IdxY * p.SplitTerms;
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5, quad = rest % across * ColumnQuads;
        TWeights order = default;
        int from = (p.PlaneOf(point) + order.First(m, p)) / 4 + first / StageRows * p.WeightStep;
        // Nothing is asked before a load: rows beyond the last channel, which a product of one range may have, repeat it and meet weights
        // of zero.
        int last = (point * p.K + p.Last) * quads + quad + lane;
        int column = IntrinsicMath.Min((point * p.K + first + warp) * quads + quad + lane, last);
        int x = lane, w = FirstWeights + warp * 2, target = warp * ColumnQuads + lane, weightTarget = order.Target(FirstWeights);
        WinogradStage next = Fetch(points, weights, column, from);
        Store<TWeights>(next, shared, target, weightTarget);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        for (int k = StageRows; k < p.SplitTerms; k += StageRows)
        {
            from += p.WeightStep;
            column = IntrinsicMath.Min(column + StageRows * quads, last);
            next = Fetch(points, weights, column, from);
            sum = Multiply(sum, shared, x, w);
            (x, w, target, weightTarget) = (x ^ Flip, w ^ Flip, target ^ Flip, weightTarget ^ order.Flip);
            Store<TWeights>(next, shared, target, weightTarget);
            SharedBarrier.Wait();
        }

        sum = Multiply(sum, shared, x, w);
        int at = ((Grid.IdxY * WinogradWeights.Points + point) * p.Rows + m + warp * 8) * quads + quad + lane;
        StoreRow(sum.Row0, products, at);
        StoreRow(sum.Row1, products, at + quads);
        StoreRow(sum.Row2, products, at + 2 * quads);
        StoreRow(sum.Row3, products, at + 3 * quads);
        StoreRow(sum.Row4, products, at + 4 * quads);
        StoreRow(sum.Row5, products, at + 5 * quads);
        StoreRow(sum.Row6, products, at + 6 * quads);
        StoreRow(sum.Row7, products, at + 7 * quads);
    }

    // This thread's share of a stage: its columns of row thread / 32, and four weights of one row, the same in both halves of the group.
    private static WinogradStage Fetch(ArrayView<Float4> points, ArrayView<Float4> weights, int column, int from) =>
        new(ReadColumns(points.SubView(column, ColumnQuads / 2 + 1), 0), weights[from]);

    private static void Store<TWeights>(WinogradStage stage, ArrayView<Float4> shared, int x, int w)
        where TWeights : struct, IWinogradWeights
    {
        ArrayView<Float4> target = shared.SubView(x, ColumnQuads / 2 + 1);
        target[0] = stage.Points.Low;
        target[ColumnQuads / 2] = stage.Points.High;
        default(TWeights).Store(stage.Weights, shared, w);
    }

    /// <summary>
    /// sum[m][t] += Σ_row weights[row][m] · points[row][t] over a stage, four terms an iteration, which move both views on. Not unrolled
    /// further: ILGPU moves arithmetic to where its result is needed, which is behind the next barrier unless a loop stands between; all
    /// 128 words of a stage would then be held in registers across it, beside the 64 sums.
    /// </summary>
    private static Block8x8 Multiply(Block8x8 sum, ArrayView<Float4> shared, int x, int w)
    {
        ArrayView<Float4> tile = shared.SubView(x), factors = shared.SubView(w);
        for (int row = 0; row < StageRows; row += 4)
        {
            sum.AddOuterProduct(ReadFactors(factors, 0), ReadColumns(tile, 0));
            sum.AddOuterProduct(ReadFactors(factors, WeightPitch), ReadColumns(tile, ColumnQuads));
            sum.AddOuterProduct(ReadFactors(factors, 2 * WeightPitch), ReadColumns(tile, 2 * ColumnQuads));
            sum.AddOuterProduct(ReadFactors(factors, 3 * WeightPitch), ReadColumns(tile, 3 * ColumnQuads));
            tile = tile.SubView(4 * ColumnQuads);
            factors = factors.SubView(4 * WeightPitch);
        }

        return sum;
    }

    private static Float8 ReadFactors(ArrayView<Float4> factors, int w) => new(factors[w], factors[w + 1]);

    private static Float8 ReadColumns(ArrayView<Float4> tile, int x) => new(tile[x], tile[x + ColumnQuads / 2]);

    private static void StoreRow(Float8 row, ArrayView<Float4> products, int at)
    {
        products[at] = row.Low;
        products[at + ColumnQuads / 2] = row.High;
    }
}
