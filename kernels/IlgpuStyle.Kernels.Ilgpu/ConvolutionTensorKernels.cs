using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 3×3 convolution with stride 1 as implicit GEMM on the tensor cores in TF32, cut as <see cref="ConvolutionTiledKernels"/> cuts it;
/// serves forward and backward to the input. Tensors (C, H, W), dense, W fastest.
/// <para>
/// A group of 256 threads computes 64 output channels × 256 positions; each of its 8 warps all channels of 32 positions (a row, or two
/// of 16): 4×4 tiles of 16 channels × 8 positions, 64 accumulators a thread in float32.
/// </para>
/// <para>
/// A stage holds 8 input channels, the terms of one product, as 4 planes of pairs of channels, rounded to TF32 when they are stored,
/// twice (21 KB). Weights, rounded when the layer was prepared, come row of taps by row of taps, 3 × 8 × 64 (6 KB), each to a place of its
/// own, by copies that pass no registers: while a row is multiplied, the next has arrived and the one after it is under way. A third of
/// the next stage's planes travels through registers meanwhile. One barrier a row, 48 products of the tensor cores a warp for 12 reads of
/// 128 bits and 12 of 64.
/// </para>
/// </summary>
internal static class ConvolutionTensorKernels
{
    /// <summary>Pairs of channels in a stage.</summary>
    internal const int Pairs = TensorPacking.StageChannels / 2;

    /// <summary>
    /// Positions of a halo plane: 34 × 10, or 18 × 18 and some to spare. 8 banks more than a multiple of 32 in words, so that the 4 pairs
    /// and 4 positions of a half warp's 64-bit reads lie in 32 different banks.
    /// </summary>
    internal const int PlanePairs = 34 * 10;

    private const int StagePairs = Pairs * PlanePairs;
    private const int RowQuads = 3 * TensorPacking.TapQuads;
    private const int Threads = LaunchPolicy.TileThreads;
    private const int Lanes = 32;

    /// <summary>Products of the tensor cores that a warp does in a stage.</summary>
    internal const int StageProducts = 9 * 16;

    /// <summary>
    /// One split: output = act(bias + Σ over all input channels); = . Several: output[split][oc,oh,ow] = the sum over the split's input
    /// channels alone; <see cref="ConvolutionTiledKernels.Combine"/> does the rest.
    /// </summary>
    public static void Tiled<TInput>(
        FeatureView input, FeatureView mask, ArrayView<TensorQuad> weights, ArrayView<float> bias, FeatureView output,
        ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        ArrayView<TensorPair> halo = SharedMemory.Allocate<TensorPair>(2 * StagePairs);
        ArrayView<TensorQuad> taps = SharedMemory.Allocate<TensorQuad>(3 * RowQuads);
        TileSpot spot = new(t);
        TensorBlock sum = Sum<TInput>(input, mask, weights, halo, taps, spot, e, t);
        StoreBlock(sum, bias, output, spot, e, t);
    }

    /// <summary>
    /// output = max(0, bias + Σ over all input channels), pooled[oc,ph,pw] = pooling of output over 2×2; = . In one range of channels and
    /// tiles 16 wide, where a thread's first and third product, and its second and fourth, are neighbouring rows: it has whole windows.
    /// </summary>
    public static void Pool<TStorage>(
        FeatureView input, ArrayView<TensorQuad> weights, ArrayView<float> bias, FeatureView output, FeatureView pooled,
        ConvolutionExtents e, ConvolutionTile t)
        where TStorage : struct, IFeatureStorage
    {
        ArrayView<TensorPair> halo = SharedMemory.Allocate<TensorPair>(2 * StagePairs);
        ArrayView<TensorQuad> taps = SharedMemory.Allocate<TensorQuad>(3 * RowQuads);
        TileSpot spot = new(t);
        TensorBlock sum = Sum<StoredInput<PlainElements<TStorage>>>(input, input, weights, halo, taps, spot, e, t);
        StoreBlock(sum, bias, output, spot, e, t);
        PoolRow(sum.Row0, bias, pooled, spot, 0, e, t);
        PoolRow(sum.Row1, bias, pooled, spot, 16, e, t);
        PoolRow(sum.Row2, bias, pooled, spot, 32, e, t);
        PoolRow(sum.Row3, bias, pooled, spot, 48, e, t);
    }

    /// <summary>A thread's outputs without bias, over its split's input channels.</summary>
    private static TensorBlock Sum<TInput>(
        FeatureView input, FeatureView mask, ArrayView<TensorQuad> weights, ArrayView<TensorPair> halo, ArrayView<TensorQuad> taps,
        TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        TensorSlots slots = TensorSlots.Of<TInput>(spot, e, t);
        int stages = TensorPacking.Stages(e.IC), stage = spot.Split * t.SplitStages;
        int end = IntrinsicMath.Min(stages, stage + t.SplitStages);
        int quad = (spot.Block * stages + stage) * 3 * RowQuads;
        int x = FirstPosition(t), pitch = (1 << t.Shift) + 2, lower = t.Shift == 5 ? 16 : pitch, from = 0;
        CopyTaps(weights, quad, taps, 0);
        CopyTaps(weights, quad + RowQuads, taps, RowQuads);
        StoreOwn(FetchOwn<TInput>(input, mask, stage, 0, slots, e), halo, 0, slots);
        StoreOwn(FetchOwn<TInput>(input, mask, stage, 4, slots, e), halo, 2 * PlanePairs, slots);
        StoreRest(FetchRest<TInput>(input, mask, stage, slots, e), halo, 0, slots);

        TensorBlock sum = default;
        for (; stage < end; stage++)
        {
            // Behind the last stage comes nothing: its first two rows are copied again, for nobody.
            bool more = stage + 1 < end;
            int to = StagePairs - from, next = more ? quad + 3 * RowQuads : quad;
            TensorStage moving = default;
            Arrive();
            CopyTaps(weights, quad + 2 * RowQuads, taps, 2 * RowQuads);
            if (more)
                moving = FetchOwn<TInput>(input, mask, stage + 1, 0, slots, e);
            sum = Multiply(sum, halo, taps, from + x, 0, lower);
            if (more)
                StoreOwn(moving, halo, to, slots);

            Arrive();
            CopyTaps(weights, next, taps, 0);
            if (more)
                moving = FetchOwn<TInput>(input, mask, stage + 1, 4, slots, e);
            sum = Multiply(sum, halo, taps, from + x + pitch, RowQuads, lower);
            if (more)
                StoreOwn(moving, halo, to + 2 * PlanePairs, slots);

            Arrive();
            CopyTaps(weights, next + RowQuads, taps, RowQuads);
            if (more)
                moving = FetchRest<TInput>(input, mask, stage + 1, slots, e);
            sum = Multiply(sum, halo, taps, from + x + 2 * pitch, 2 * RowQuads, lower);
            if (more)
                StoreRest(moving, halo, to, slots);
            (from, quad) = (to, next);
        }

        return sum;
    }

    // The next row of taps has arrived, and nobody reads the row before any more, whose place is filled next.
    private static void Arrive()
    {
        AsyncCopy.WaitForAllButOne();
        SharedBarrier.Wait();
    }

    // A row of taps is one and a half quads a thread.
    private static void CopyTaps(ArrayView<TensorQuad> weights, int quad, ArrayView<TensorQuad> taps, int first)
    {
        AsyncCopy.Begin(ref taps[first + Group.IdxX], ref weights[quad + Group.IdxX]);
        if (Group.IdxX < RowQuads - Threads)
            AsyncCopy.Begin(ref taps[first + Group.IdxX + Threads], ref weights[quad + Group.IdxX + Threads]);
        AsyncCopy.Commit();
    }

    // Of this thread's first tile, the position above and to the left of it, in its pair of channels.
    private static int FirstPosition(ConvolutionTile t)
    {
        int lane = Group.IdxX & (Lanes - 1), row = Group.IdxX / Lanes * Lanes >> t.Shift;
        return (lane & 3) * PlanePairs + row * ((1 << t.Shift) + 2) + (lane >> 2);
    }

    private static TensorStage FetchOwn<TInput>(
        FeatureView input, FeatureView mask, int stage, int channel, TensorSlots slots, ConvolutionExtents e)
        where TInput : struct, IConvolutionInput
    {
        int ic = stage * TensorPacking.StageChannels + channel;
        return new TensorStage(
            Read<TInput>(input, mask, ic, slots.Own, e), Read<TInput>(input, mask, ic + 1, slots.Own, e),
            Read<TInput>(input, mask, ic + 2, slots.Own, e), Read<TInput>(input, mask, ic + 3, slots.Own, e));
    }

    private static TensorStage FetchRest<TInput>(
        FeatureView input, FeatureView mask, int stage, TensorSlots slots, ConvolutionExtents e)
        where TInput : struct, IConvolutionInput
    {
        int ic = stage * TensorPacking.StageChannels, third = ic + slots.ThirdChannel, fourth = ic + slots.FourthChannel;
        return new TensorStage(
            Read<TInput>(input, mask, third, slots.Third, e), Read<TInput>(input, mask, third + 1, slots.Third, e),
            Read<TInput>(input, mask, fourth, slots.Fourth, e), Read<TInput>(input, mask, fourth + 1, slots.Fourth, e));
    }

    // Channels beyond the last one have weights of zero, so that any number may stand for them.
    private static float Read<TInput>(FeatureView input, FeatureView mask, int channel, HaloSlot slot, ConvolutionExtents e)
        where TInput : struct, IConvolutionInput
    {
        int near = IntrinsicMath.Min(channel, e.IC - 1);
        float value = default(TInput).Read(input, mask, near * e.Area + slot.Pixel, near * e.PooledArea + slot.Window, slot);
        return slot.IsInside != 0 ? value : 0f;
    }

    private static void StoreOwn(TensorStage stage, ArrayView<TensorPair> halo, int first, TensorSlots slots)
    {
        ArrayView<TensorPair> target = halo.SubView(first + slots.Own.Target, PlanePairs + 1);
        target[0] = new TensorPair(TensorCore.Round(stage.Even0), TensorCore.Round(stage.Odd0));
        target[PlanePairs] = new TensorPair(TensorCore.Round(stage.Even1), TensorCore.Round(stage.Odd1));
    }

    private static void StoreRest(TensorStage stage, ArrayView<TensorPair> halo, int first, TensorSlots slots)
    {
        halo[first + slots.Third.Target] = new TensorPair(TensorCore.Round(stage.Even0), TensorCore.Round(stage.Odd0));
        if (slots.Fourth.Target >= 0)
            halo[first + slots.Fourth.Target] = new TensorPair(TensorCore.Round(stage.Even1), TensorCore.Round(stage.Odd1));
    }

    /// <summary>
    /// sum[oc][p] += Σ_kw Σ_ic weights[oc,ic,kh,kw] · halo[ic][p + (kh, kw)] for one row of taps: per tap 4 reads of weights and 4 of pairs
    /// of channels for 16 products. What is read lies at constant distances from the views' beginnings.
    /// </summary>
    private static TensorBlock Multiply(
        TensorBlock sum, ArrayView<TensorPair> halo, ArrayView<TensorQuad> taps, int x, int w, int lower)
    {
        w += Group.IdxX & (Lanes - 1);
        for (int kw = 0; kw < 3; kw++)
        {
            ArrayView<TensorPair> upperTiles = halo.SubView(x, 9), lowerTiles = halo.SubView(x + lower, 9);
            TensorPair input0 = upperTiles[0], input1 = upperTiles[8], input2 = lowerTiles[0], input3 = lowerTiles[8];
            ArrayView<TensorQuad> factors = taps.SubView(w, 3 * Lanes + 1);
            TensorQuad weights0 = factors[0];
            sum.Row0 = sum.Row0.PlusProduct(weights0, input0, input1, input2, input3);
            TensorQuad weights1 = factors[Lanes];
            sum.Row1 = sum.Row1.PlusProduct(weights1, input0, input1, input2, input3);
            TensorQuad weights2 = factors[2 * Lanes];
            sum.Row2 = sum.Row2.PlusProduct(weights2, input0, input1, input2, input3);
            TensorQuad weights3 = factors[3 * Lanes];
            sum.Row3 = sum.Row3.PlusProduct(weights3, input0, input1, input2, input3);
            x++;
            w += TensorPacking.TapQuads;
        }

        return sum;
    }

    private static void StoreBlock(
        TensorBlock sum, ArrayView<float> bias, FeatureView output, TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
    {
        StoreRow(sum.Row0, bias, output, spot, 0, e, t);
        StoreRow(sum.Row1, bias, output, spot, 16, e, t);
        StoreRow(sum.Row2, bias, output, spot, 32, e, t);
        StoreRow(sum.Row3, bias, output, spot, 48, e, t);
    }

    private static void StoreRow(
        TensorRow row, ArrayView<float> bias, FeatureView output, TileSpot spot, int channel, ConvolutionExtents e, ConvolutionTile t)
    {
        int lane = Group.IdxX & (Lanes - 1), oc = spot.Block * ConvolutionPacking.TileChannels + channel + (lane >> 2);
        int oh = spot.Top + (Group.IdxX / Lanes * Lanes >> t.Shift), ow = spot.Left + (lane & 3) * 2;
        // A tile 16 wide: the third and fourth product are of the row below.
        int below = t.Shift == 5 ? 0 : 1, right = t.Shift == 5 ? 16 : 0;
        StoreTile(row.Tile0, bias, output, oc, oh, ow, spot, e, t);
        StoreTile(row.Tile1, bias, output, oc, oh, ow + 8, spot, e, t);
        StoreTile(row.Tile2, bias, output, oc, oh + below, ow + right, spot, e, t);
        StoreTile(row.Tile3, bias, output, oc, oh + below, ow + right + 8, spot, e, t);
    }

    private static void StoreTile(
        Float4 tile, ArrayView<float> bias, FeatureView output, int oc, int oh, int ow, TileSpot spot, ConvolutionExtents e,
        ConvolutionTile t)
    {
        if (oh >= e.OH)
            return;
        StorePair(tile.X, tile.Y, bias, output, oc, oh, ow, spot, e, t);
        StorePair(tile.Z, tile.W, bias, output, oc + 8, oh, ow, spot, e, t);
    }

    private static void StorePair(
        float left, float right, ArrayView<float> bias, FeatureView output, int oc, int oh, int ow, TileSpot spot, ConvolutionExtents e,
        ConvolutionTile t)
    {
        if (oc >= e.OC)
            return;
        bool whole = t.Splits == 1;
        float b = whole && e.HasBias != 0 ? bias[oc] : 0f;
        bool relu = whole && e.Relu != 0;
        int at = ((spot.Split * e.OC + oc) * e.OH + oh) * e.OW + ow;
        left += b;
        right += b;
        if (ow < e.OW)
            output[at] = relu ? ReluKernels.Activate(left) : left;
        if (ow + 1 < e.OW)
            output[at + 1] = relu ? ReluKernels.Activate(right) : right;
    }

    private static void PoolRow(
        TensorRow row, ArrayView<float> bias, FeatureView pooled, TileSpot spot, int channel, ConvolutionExtents e, ConvolutionTile t)
    {
        int lane = Group.IdxX & (Lanes - 1), oc = spot.Block * ConvolutionPacking.TileChannels + channel + (lane >> 2);
        int windowRow = (spot.Top + (Group.IdxX / Lanes * Lanes >> t.Shift)) / 2, windowColumn = spot.Left / 2 + (lane & 3);
        PoolPair(row.Tile0, row.Tile2, bias, pooled, oc, windowRow, windowColumn, e);
        PoolPair(row.Tile1, row.Tile3, bias, pooled, oc, windowRow, windowColumn + 4, e);
    }

    private static void PoolPair(
        Float4 upper, Float4 lower, ArrayView<float> bias, FeatureView pooled, int oc, int row, int column, ConvolutionExtents e)
    {
        StoreWindow(upper.X, upper.Y, lower.X, lower.Y, bias, pooled, oc, row, column, e);
        StoreWindow(upper.Z, upper.W, lower.Z, lower.W, bias, pooled, oc + 8, row, column, e);
    }

    private static void StoreWindow(
        float x, float y, float z, float w, ArrayView<float> bias, FeatureView pooled, int oc, int row, int column, ConvolutionExtents e)
    {
        if (oc >= e.OC)
            return;
        float b = bias[oc];
        ConvolutionPoolKernels.StorePooled(
            new Float4(ReluKernels.Activate(x + b), ReluKernels.Activate(y + b), ReluKernels.Activate(z + b), ReluKernels.Activate(w + b)),
            pooled, oc, new PoolingWindow(row, column, e.OH, e.OW), e);
    }
}
