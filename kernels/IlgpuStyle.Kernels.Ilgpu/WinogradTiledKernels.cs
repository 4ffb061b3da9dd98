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
    private const int PointElements = StageRows * ColumnQuads;

    // Eight rows of weights, and eight more for the half of the group whose weights nobody reads.
    private const int WeightElements = 2 * StageRows * WeightPitch;

    // From one copy of points and weights to the other, the same for both: a bit that no index within a copy has.
    private const int Flip = PointElements;

    /// <summary>
    /// products[split][point][m][t] = Σ_k U[point'](k, m) · points[point][k][t] over the split's range of k; = .
    /// One group computes 64 rows × 256 columns of one point; a warp shares 8 rows, whose weights are broadcast, and each thread has
    /// columns 4·lane and 128 + 4·lane, four of each.
    /// A stage is 8 terms of the sum, in two copies: while one is used, the next travels through registers into the
    /// other; one barrier a stage. Per term a thread does 64 multiply-adds for four four-word reads of shared memory (28 KB).
    /// All loads and stores of points and products are of 128 bits: the workspace is filled up to whole tiles.
    /// </summary>
    public static void Product<TWeights>(
        ArrayView<Float4> points, ArrayView<Float4> weights, ArrayView<Float4> products, WinogradProduct p)
        where TWeights : struct, IWinogradWeights
    {
        ArrayView<Float4> tile = SharedMemory.Allocate<Float4>(2 * PointElements);
        ArrayView<Float4> factors = SharedMemory.Allocate<Float4>(Flip + WeightElements);
        int blocks = p.Rows / ConvolutionPacking.TileChannels, quads = p.Pitch / 4, across = quads / ColumnQuads;
        int m = Grid.IdxX % blocks * ConvolutionPacking.TileChannels, rest = Grid.IdxX / blocks;
        int quad = rest % across * ColumnQuads, point = rest / across, first = Grid.IdxY * p.SplitTerms;
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5;
        int v = (point * p.K + first) * quads + quad, u = p.PlaneOf(point);
        TWeights order = default;
        int from = (u + order.First(m, p) + first / StageRows * order.Step(p)) / 4;
        WinogradStage next = Fetch(points, weights, 0, v, from, p);
        Store<TWeights>(next, tile, factors, Group.IdxX, 0);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        int buffer = 0;
        for (int k = StageRows; k < p.SplitTerms; k += StageRows)
        {
            from += order.Step(p) / 4;
            next = Fetch(points, weights, k, v, from, p);
            sum = Multiply(sum, tile, factors, buffer | lane, buffer | (warp * 2));
            buffer ^= Flip;
            Store<TWeights>(next, tile, factors, buffer | Group.IdxX, buffer);
            SharedBarrier.Wait();
        }

        sum = Multiply(sum, tile, factors, buffer | lane, buffer | (warp * 2));
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

    // Rows k + thread / 64 and four further of the points, and four weights of one row, the same in both halves of the group. Nothing is
    // asked before a load: rows beyond the last channel, which a product of one range may have, repeat it and meet weights of zero.
    private static WinogradStage Fetch(
        ArrayView<Float4> points, ArrayView<Float4> weights, int k, int v, int from, WinogradProduct p)
    {
        int row = k + (Group.IdxX >> 6), column = v + (Group.IdxX & 63);
        return new WinogradStage(
            points[column + IntrinsicMath.Min(row, p.Last) * p.Quads], points[column + IntrinsicMath.Min(row + 4, p.Last) * p.Quads],
            weights[from]);
    }

    private static void Store<TWeights>(WinogradStage stage, ArrayView<Float4> tile, ArrayView<Float4> factors, int x, int w)
        where TWeights : struct, IWinogradWeights
    {
        ArrayView<Float4> target = tile.SubView(x, PointElements / 2 + 1);
        target[0] = stage.Points0;
        target[PointElements / 2] = stage.Points4;
        default(TWeights).Store(stage.Weights, factors, w);
    }

    /// <summary>
    /// sum[m][t] += Σ_row factors[row][m] · tile[row][t] over a stage, four terms an iteration. Not unrolled further: ILGPU moves
    /// arithmetic to where its result is needed, which is behind the next barrier unless a loop stands between; all 128 words of a
    /// stage would then be held in registers across it, beside the 64 sums.
    /// </summary>
    private static Block8x8 Multiply(
        Block8x8 sum, ArrayView<Float4> tile, ArrayView<Float4> factors, int x, int w)
    {
        for (int row = 0; row < StageRows; row += 4)
        {
            ArrayView<Float4> at = tile.SubView(x, 3 * ColumnQuads + ColumnQuads / 2 + 1);
            ArrayView<Float4> from = factors.SubView(w, 3 * WeightPitch + 2);
            sum.AddOuterProduct(ReadFactors(from, 0), ReadColumns(at, 0));
            sum.AddOuterProduct(ReadFactors(from, WeightPitch), ReadColumns(at, ColumnQuads));
            sum.AddOuterProduct(ReadFactors(from, 2 * WeightPitch), ReadColumns(at, 2 * ColumnQuads));
            sum.AddOuterProduct(ReadFactors(from, 3 * WeightPitch), ReadColumns(at, 3 * ColumnQuads));
            x += 4 * ColumnQuads;
            w += 4 * WeightPitch;
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
