using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Gram matrix and its backward with tiles in shared memory; features (C, M), M = H·W positions, dense and
/// fastest; groups of 256. Two copies of every tile: while one is used, the next travels through registers
/// into the other, so a stage costs one barrier.
/// </summary>
internal static class GramTiledKernels
{
    /// <summary>Quarters of a group of <see cref="Forward"/>, each with a partial sum of its own.</summary>
    public const int Quarters = 4;

    /// <summary>Positions of one stage of <see cref="Forward"/>.</summary>
    public const int StagePositions = 32;

    /// <summary>Channels of a tile.</summary>
    public const int TileChannels = 64;

    /// <summary>Positions of a tile of <see cref="Backward"/>.</summary>
    public const int TilePositions = 256;

    /// <summary>Multiply-adds of one thread in a stage, forward and backward.</summary>
    internal const int StageMultiplyAdds = StageRows * 64;

    // Quads of a position's 64 channels. Quad q of position 4a + r lies at q ^ a, so that what a warp stores, four channels of eight
    // positions 4a + r, lies in 32 different banks.
    private const int PositionPitch = TileChannels / 4;
    private const int TileQuads = StagePositions * PositionPitch;
    private const int StageRows = 8;
    private const int PositionQuads = TilePositions / 4;
    private const int FeatureQuads = StageRows * PositionQuads;
    private const int MatrixQuads = StageRows * TileChannels / 4;

    /// <summary>
    /// Pass one of the Gram matrix: partials[4·split + quarter][i,j] = Σ_p features[i,p] · features[j,p] over
    /// the split's positions that the quarter takes (8 of every 32), for 64×64 tiles with i-block ≤ j-block:
    /// half the work of a general product; = .
    /// <para>One group computes one tile of one split; each of its four quarters covers the whole tile with
    /// 8×8 outputs a thread, rows 4·ty and 32 + 4·ty, columns 4·tx and 32 + 4·tx, four of each. Shared memory 32 KB, one barrier in 8
    /// × 64 multiply-adds a thread. Pass two:
    /// <see cref="GramKernels.Combine"/>.</para>
    /// </summary>
    public static void Forward<TStorage>(FeatureView features, ArrayView<float> partials, GramExtents e)
        where TStorage : struct, IFeatureStorage
    {
        ArrayView<Float4> rows = SharedMemory.Allocate<Float4>(2 * TileQuads);
        ArrayView<Float4> columns = SharedMemory.Allocate<Float4>(2 * TileQuads);
        int blocks = (e.C + TileChannels - 1) / TileChannels, pairs = blocks * (blocks + 1) / 2;
        int split = Grid.IdxX / pairs, pair = Grid.IdxX % pairs, blockRow = 0;
        while (pair >= blocks - blockRow)
        {
            pair -= blocks - blockRow;
            blockRow++;
        }

        int i = blockRow * TileChannels, j = (blockRow + pair) * TileChannels;
        int position = split * e.SplitLength, end = Math.Min(position + e.SplitLength, e.M);
        int quarter = Group.IdxX >> 6, ty = (Group.IdxX >> 3) & 7, tx = Group.IdxX & 7;
        Float8 nextRows = FetchChannels<TStorage>(features, i, position, end, e),
            nextColumns = FetchChannels<TStorage>(features, j, position, end, e);
        StoreChannels(nextRows, rows, 0);
        StoreChannels(nextColumns, columns, 0);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        int quarterFirst = quarter * StagePositions / Quarters;
        int x = quarterFirst * PositionPitch + (ty ^ (quarterFirst / 4)), y = quarterFirst * PositionPitch + (tx ^ (quarterFirst / 4));
        int buffer = 0;
        for (position += StagePositions; position < end; position += StagePositions)
        {
            nextRows = FetchChannels<TStorage>(features, i, position, end, e);
            nextColumns = FetchChannels<TStorage>(features, j, position, end, e);
            sum = MultiplyPositions(sum, rows, columns, x, y);
            buffer ^= TileQuads;
            x ^= TileQuads;
            y ^= TileQuads;
            StoreChannels(nextRows, rows, buffer);
            StoreChannels(nextColumns, columns, buffer);
            SharedBarrier.Wait();
        }

        sum = MultiplyPositions(sum, rows, columns, x, y);
        int partial = (split * Quarters + quarter) * e.C * e.C;
        i += ty * 4;
        j += tx * 4;
        StoreRow(sum.Row0, partials, partial, i, j, e.C);
        StoreRow(sum.Row1, partials, partial, i + 1, j, e.C);
        StoreRow(sum.Row2, partials, partial, i + 2, j, e.C);
        StoreRow(sum.Row3, partials, partial, i + 3, j, e.C);
        StoreRow(sum.Row4, partials, partial, i + 32, j, e.C);
        StoreRow(sum.Row5, partials, partial, i + 33, j, e.C);
        StoreRow(sum.Row6, partials, partial, i + 34, j, e.C);
        StoreRow(sum.Row7, partials, partial, i + 35, j, e.C);
    }

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p], as
    /// <see cref="GramKernels.BackwardBlocked"/>. One group computes 64 channels × 256 positions; a warp
    /// stands on neighbouring positions p + 32r and shares 8 channels, whose matrix elements are broadcast
    /// (matrix[j,i] is read for matrix[i,j]: rows are contiguous). A stage is 8 channels j; shared memory 20
    /// KB, written by fours and read one by one: read by fours, PoCL takes three times as long.
    /// </summary>
    public static void Backward<TStorage>(
        ArrayView<float> matrix, FeatureView features, ArrayView<float> gradFeatures, float scale,
        GramExtents e)
        where TStorage : struct, IFeatureStorage
    {
        ArrayView<Float4> tile = SharedMemory.Allocate<Float4>(2 * FeatureQuads);
        ArrayView<float> elements = tile.Cast<float>();
        ArrayView<Float4> factors = SharedMemory.Allocate<Float4>(2 * MatrixQuads);
        int blocks = (e.C + TileChannels - 1) / TileChannels;
        int i = Grid.IdxX % blocks * TileChannels, p = Grid.IdxX / blocks * TilePositions;
        int lane = Group.IdxX & 31, warp = Group.IdxX >> 5;
        Float8 nextTile = FetchPositions<TStorage>(features, 0, p, e);
        Float4 nextFactors = FetchFactors(matrix, 0, i, e);
        StorePositions(nextTile, nextFactors, tile, factors, 0);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        int buffer = 0, w = warp * 2, x = lane;
        for (int j = StageRows; j < e.C; j += StageRows)
        {
            nextTile = FetchPositions<TStorage>(features, j, p, e);
            nextFactors = FetchFactors(matrix, j, i, e);
            sum = MultiplyFactors(sum, factors, elements, w, x);
            buffer = 1 - buffer;
            w ^= MatrixQuads;
            x ^= FeatureQuads * 4;
            StorePositions(nextTile, nextFactors, tile, factors, buffer);
            SharedBarrier.Wait();
        }

        sum = MultiplyFactors(sum, factors, elements, w, x);

        i += warp * 8;
        p += lane;
        AddRow(sum.Row0, gradFeatures, scale, i, p, e);
        AddRow(sum.Row1, gradFeatures, scale, i + 1, p, e);
        AddRow(sum.Row2, gradFeatures, scale, i + 2, p, e);
        AddRow(sum.Row3, gradFeatures, scale, i + 3, p, e);
        AddRow(sum.Row4, gradFeatures, scale, i + 4, p, e);
        AddRow(sum.Row5, gradFeatures, scale, i + 5, p, e);
        AddRow(sum.Row6, gradFeatures, scale, i + 6, p, e);
        AddRow(sum.Row7, gradFeatures, scale, i + 7, p, e);
    }

    // Two of the quarter's eight positions an iteration; behind the fourth, the place of a quad changes by one bit.
    private static Block8x8 MultiplyPositions(Block8x8 sum, ArrayView<Float4> rows, ArrayView<Float4> columns, int x, int y)
    {
        for (int k = 0; k < StagePositions / Quarters; k += 2)
        {
            int place = k * PositionPitch ^ (k >> 2);
            ArrayView<Float4> a = rows.SubView(x ^ place, PositionPitch + 9), b = columns.SubView(y ^ place, PositionPitch + 9);
            sum.AddOuterProduct(new Float8(a[0], a[8]), new Float8(b[0], b[8]));
            sum.AddOuterProduct(
                new Float8(a[PositionPitch], a[PositionPitch + 8]), new Float8(b[PositionPitch], b[PositionPitch + 8]));
        }

        return sum;
    }

    // Two of a stage's channels an iteration, and no more: see WinogradTiledKernels.Multiply.
    private static Block8x8 MultiplyFactors(
        Block8x8 sum, ArrayView<Float4> factors, ArrayView<float> tile, int w, int x)
    {
        const int quads = TileChannels / 4;
        for (int row = 0; row < StageRows; row += 2)
        {
            ArrayView<Float4> from = factors.SubView(w + row * quads, quads + 2);
            ArrayView<float> at = tile.SubView(x + row * TilePositions, TilePositions + 7 * 32 + 1);
            sum.AddOuterProduct(ReadFactors(from, 0), ReadEvery(at, 0, 32));
            sum.AddOuterProduct(ReadFactors(from, quads), ReadEvery(at, TilePositions, 32));
        }

        return sum;
    }

    private static Float8 ReadFactors(ArrayView<Float4> factors, int w) => new(factors[w], factors[w + 1]);

    // Four positions of two channels of a stage, 32 apart; zero beyond the split's end.
    private static Float8 FetchChannels<TStorage>(
        FeatureView features, int channel, int position, int end, GramExtents e)
        where TStorage : struct, IFeatureStorage
    {
        int c = channel + (Group.IdxX >> 3), p = position + (Group.IdxX & 7) * 4;
        return new Float8(
            FetchQuad<TStorage>(features, c, p, end, e), FetchQuad<TStorage>(features, c + 32, p, end, e));
    }

    private static void StoreChannels(Float8 values, ArrayView<Float4> tile, int first)
    {
        int a = Group.IdxX & 7, channel = Group.IdxX >> 3;
        int at = (first + a * 4 * PositionPitch + ((channel >> 2) ^ a)) * 4 + (channel & 3);
        ArrayView<float> target = tile.Cast<float>().SubView(at, 3 * TileChannels + 33);
        StoreQuad(values.Low, target, 0);
        StoreQuad(values.High, target, 32);
    }

    private static void StoreQuad(Float4 values, ArrayView<float> tile, int at)
    {
        tile[at] = values.X;
        tile[at + TileChannels] = values.Y;
        tile[at + 2 * TileChannels] = values.Z;
        tile[at + 3 * TileChannels] = values.W;
    }

    // Four positions of rows j + thread / 64 and four further of the features.
    private static Float8 FetchPositions<TStorage>(FeatureView features, int j, int p, GramExtents e)
        where TStorage : struct, IFeatureStorage
    {
        int row = j + (Group.IdxX >> 6), position = p + (Group.IdxX & 63) * 4;
        return new Float8(
            FetchQuad<TStorage>(features, row, position, e.M, e), FetchQuad<TStorage>(features, row + 4, position, e.M, e));
    }

    // Four neighbouring columns of row j + thread / 16 of the matrix; half of the group holds a stage.
    private static Float4 FetchFactors(ArrayView<float> matrix, int j, int i, GramExtents e)
    {
        int row = j + (Group.IdxX >> 4), column = i + (Group.IdxX & 15) * 4;
        if (Group.IdxX >= MatrixQuads || row >= e.C || column >= e.C)
            return default;
        int at = row * e.C + column;
        if ((e.C & 3) == 0)
        {
            // A copy: read through a reference, each word would be a load of its own.
            Float4 quad = matrix.Cast<Float4>()[at / 4];
            return quad;
        }

        return new Float4(
            matrix[at], column + 1 < e.C ? matrix[at + 1] : 0f, column + 2 < e.C ? matrix[at + 2] : 0f,
            column + 3 < e.C ? matrix[at + 3] : 0f);
    }

    private static void StorePositions(
        Float8 values, Float4 quad, ArrayView<Float4> tile, ArrayView<Float4> factors, int buffer)
    {
        int at = buffer * FeatureQuads + Group.IdxX;
        tile[at] = values.Low;
        tile[at + FeatureQuads / 2] = values.High;
        if (Group.IdxX < MatrixQuads)
            factors[buffer * MatrixQuads + Group.IdxX] = quad;
    }

    // Positions p to p + 3, in one load where channels begin at multiples of four.
    // What lies outside is read from inside, so that no load waits for a comparison.
    private static Float4 FetchQuad<TStorage>(FeatureView features, int channel, int p, int end, GramExtents e)
        where TStorage : struct, IFeatureStorage
    {
        bool isInside = channel < e.C && p < end;
        int at = isInside ? channel * e.M + p : 0;
        int left = isInside ? end - p : 0;
        Float4 quad = e.Aligned != 0
            ? features.ReadQuad<TStorage>(at / 4)
            : new Float4(
                features.Read<TStorage>(at), features.Read<TStorage>(at + (left > 1 ? 1 : 0)),
                features.Read<TStorage>(at + (left > 2 ? 2 : 0)), features.Read<TStorage>(at + (left > 3 ? 3 : 0)));
        return new Float4(
            left > 0 ? quad.X : 0f, left > 1 ? quad.Y : 0f, left > 2 ? quad.Z : 0f, left > 3 ? quad.W : 0f);
    }

    private static Float8 ReadEvery(ArrayView<float> tile, int at, int step) => new(
        new Float4(tile[at], tile[at + step], tile[at + 2 * step], tile[at + 3 * step]),
        new Float4(tile[at + 4 * step], tile[at + 5 * step], tile[at + 6 * step], tile[at + 7 * step]));

    private static void StoreRow(
        Float8 row, ArrayView<float> partials, int partial, int i, int j, int channels)
    {
        if (i >= channels)
            return;
        int first = partial + i * channels;
        StoreOne(row.Low.X, partials, first, j, channels);
        StoreOne(row.Low.Y, partials, first, j + 1, channels);
        StoreOne(row.Low.Z, partials, first, j + 2, channels);
        StoreOne(row.Low.W, partials, first, j + 3, channels);
        StoreOne(row.High.X, partials, first, j + 32, channels);
        StoreOne(row.High.Y, partials, first, j + 33, channels);
        StoreOne(row.High.Z, partials, first, j + 34, channels);
        StoreOne(row.High.W, partials, first, j + 35, channels);
    }

    private static void StoreOne(float value, ArrayView<float> partials, int first, int j, int channels)
    {
        if (j < channels)
            partials[first + j] = value;
    }

    private static void AddRow(
        Float8 row, ArrayView<float> gradFeatures, float scale, int i, int p, GramExtents e)
    {
        if (i >= e.C)
            return;
        int first = i * e.M;
        AddOne(scale * row.Low.X, gradFeatures, first, p, e.M);
        AddOne(scale * row.Low.Y, gradFeatures, first, p + 32, e.M);
        AddOne(scale * row.Low.Z, gradFeatures, first, p + 64, e.M);
        AddOne(scale * row.Low.W, gradFeatures, first, p + 96, e.M);
        AddOne(scale * row.High.X, gradFeatures, first, p + 128, e.M);
        AddOne(scale * row.High.Y, gradFeatures, first, p + 160, e.M);
        AddOne(scale * row.High.Z, gradFeatures, first, p + 192, e.M);
        AddOne(scale * row.High.W, gradFeatures, first, p + 224, e.M);
    }

    private static void AddOne(float value, ArrayView<float> gradFeatures, int first, int p, int positions)
    {
        if (p < positions)
            gradFeatures[first + p] += value;
    }
}
