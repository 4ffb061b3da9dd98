using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The 36 matrix products of Winograd's convolution with tiles in shared memory; groups of 256.</summary>
internal static class WinogradTiledKernels
{
    /// <summary>Columns of a tile: Winograd tiles of the picture.</summary>
    public const int TileColumns = 256;

    /// <summary>Multiply-adds of one thread in a stage.</summary>
    internal const int StageMultiplyAdds = StageRows * 64;

    private const int StageRows = 8;
    private const int ColumnQuads = TileColumns / 4;
    private const int WeightQuads = ConvolutionPacking.TileChannels / 4;

    // 17: eight rows of a transposing store begin in eight different banks of four words.
    private const int WeightPitch = WeightQuads + 1;
    private const int PointElements = StageRows * ColumnQuads;
    private const int WeightElements = StageRows * WeightPitch;

    /// <summary>
    /// products[point][m][t] = Σ_k U[point'](k, m) · points[point][k][t]; = . One group computes 64 rows × 256 columns of one
    /// point; a warp shares 8 rows, whose weights are broadcast, and each thread has columns 4·lane and 128 + 4·lane, four of each.
    /// A stage is 8 terms of the sum, in two copies: while one is used, the next travels through registers into the
    /// other; one barrier a stage. Per term a thread does 64 multiply-adds for four four-word reads of shared memory (20.5 KB).
    /// All loads and stores of points and products are of 128 bits: the workspace is filled up to whole tiles.
    /// </summary>
    public static void Product(
        ArrayView<Float4> points, ArrayView<float> weights, ArrayView<Float4> products, WinogradProduct p)
    {
        ArrayView<Float4> tile = SharedMemory.Allocate<Float4>(2 * PointElements);
        ArrayView<Float4> factors = SharedMemory.Allocate<Float4>(2 * WeightElements);
        int blocks = p.Rows / ConvolutionPacking.TileChannels, quads = p.Pitch / 4, across = quads / ColumnQuads;
        int m = Grid.IdxX % blocks * ConvolutionPacking.TileChannels, rest = Grid.IdxX / blocks;
        int quad = rest % across * ColumnQuads, point = rest / across;
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5;
        int v = point * p.K * quads + quad, u = p.PlaneOf(point);
        WinogradStage next = Fetch(points, weights, 0, v, u, m, p);
        Store(next, tile, factors, 0, p);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        int buffer = 0, x = lane, w = warp * 2;
        for (int k = StageRows; k < p.K; k += StageRows)
        {
            next = Fetch(points, weights, k, v, u, m, p);
            sum = Multiply(sum, tile, factors, buffer * PointElements + x, buffer * WeightElements + w);
            buffer = 1 - buffer;
            Store(next, tile, factors, buffer, p);
            SharedBarrier.Wait();
        }

        sum = Multiply(sum, tile, factors, buffer * PointElements + x, buffer * WeightElements + w);
        int at = (point * p.Rows + m + warp * 8) * quads + quad + lane;
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
    // asked before a load: rows beyond the last channel repeat it and meet weights of zero.
    private static WinogradStage Fetch(
        ArrayView<Float4> points, ArrayView<float> weights, int k, int v, int u, int m, WinogradProduct p)
    {
        int quads = p.Pitch >> 2, row = k + (Group.IdxX >> 6), column = v + (Group.IdxX & 63), last = p.K - 1;
        Float4 low = points[column + IntrinsicMath.Min(row, last) * quads];
        Float4 high = points[column + IntrinsicMath.Min(row + 4, last) * quads];
        int part = Group.IdxX & (StageRows * WeightQuads - 1);
        // Forward: neighbouring threads read neighbouring rows m of one k. Backward: k is contiguous, so eight threads
        // read 32 contiguous bytes of each of four rows.
        if (p.Transposed == 0)
        {
            int w = u + (k + (part >> 4)) * p.WeightPitch + m + (part & 15) * 4;
            return new WinogradStage(low, high, weights.Cast<Float4>()[w >> 2]);
        }

        int first = u + (m + (part >> 3) * 4) * p.WeightPitch + k + (part & 7);
        return new WinogradStage(low, high, new Float4(
            weights[first], weights[first + p.WeightPitch], weights[first + 2 * p.WeightPitch],
            weights[first + 3 * p.WeightPitch]));
    }

    private static void Store(
        WinogradStage stage, ArrayView<Float4> tile, ArrayView<Float4> factors, int buffer, WinogradProduct p)
    {
        int at = buffer * PointElements + Group.IdxX;
        tile[at] = stage.Points0;
        tile[at + PointElements / 2] = stage.Points4;
        if (Group.IdxX >= StageRows * WeightQuads)
            return;
        int row = p.Transposed == 0 ? Group.IdxX >> 4 : Group.IdxX & 7;
        int quad = p.Transposed == 0 ? Group.IdxX & 15 : Group.IdxX >> 3;
        factors[buffer * WeightElements + row * WeightPitch + quad] = stage.Weights;
    }

    /// <summary>
    /// sum[m][t] += Σ_row factors[row][m] · tile[row][t] over a stage, two terms an iteration. Not unrolled further: ILGPU moves
    /// arithmetic to where its result is needed, which is behind the next barrier unless a loop stands between; all 128 words of a
    /// stage would then be held in registers across it, beside the 64 sums.
    /// </summary>
    private static Block8x8 Multiply(
        Block8x8 sum, ArrayView<Float4> tile, ArrayView<Float4> factors, int x, int w)
    {
        for (int row = 0; row < StageRows; row += 2)
        {
            ArrayView<Float4> at = tile.SubView(x + row * ColumnQuads, ColumnQuads + ColumnQuads / 2 + 1);
            ArrayView<Float4> from = factors.SubView(w + row * WeightPitch, WeightPitch + 2);
            sum.AddOuterProduct(ReadFactors(from, 0), ReadColumns(at, 0));
            sum.AddOuterProduct(ReadFactors(from, WeightPitch), ReadColumns(at, ColumnQuads));
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
