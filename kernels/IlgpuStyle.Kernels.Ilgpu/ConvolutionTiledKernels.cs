using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 3×3 convolution with stride 1 as implicit GEMM in shared memory: nothing is unrolled to columns, the
/// nine taps read one halo tile. Serves forward and backward to the input
/// (<see cref="ConvolutionExtents.Backward"/>). Tensors (C, H, W), dense, W fastest.
/// <para>
/// A group of 256 threads computes 64 output channels × 256 positions (<see cref="ConvolutionTile"/>). The 32
/// threads of a warp stand on neighbouring columns, so that their stores are coalesced; each computes 8 rows of
/// its column for 8 output channels, the same 8 for the whole warp, so that weights are broadcast.
/// </para>
/// <para>
/// A stage holds 2 input channels: 2 halo planes and 2 × 9 × 64 weights, twice, 26 KB: while one copy is
/// used, the next stage travels through registers into the other. One barrier a stage. Of a stage each thread
/// does 1152 multiply-adds for 48 four-word and 6 two-word reads of shared memory and, of a plain input, 5 global reads.
/// </para>
/// </summary>
internal static class ConvolutionTiledKernels
{
    // Halo planes lie column by column, so that a column's ten rows are three reads, of 128, 128 and 64 bits: 34 columns of 10 rows or 18
    // of 18, in 20 words each. Five quads, an odd number, from column to column: eight neighbouring threads read 32 different banks.
    private const int ColumnQuads = 5;
    private const int TapQuads = ConvolutionPacking.TileChannels / 4;
    private const int WeightQuads = 9 * TapQuads;
    private const int Threads = LaunchPolicy.TileThreads;

    /// <summary>Quads from the even channel's halo plane to the odd one's.</summary>
    internal const int PlaneQuads = 34 * ColumnQuads;

    /// <summary>From one copy of the planes to the other, in quads: a bit that no index within a copy has.</summary>
    internal const int PlaneFlip = 512;

    /// <summary>From one copy of the weights to the other, likewise.</summary>
    internal const int TapFlip = 512;

    /// <summary>Quads of a stage's weights.</summary>
    internal const int StageQuads = ConvolutionPacking.StageChannels * WeightQuads;

    /// <summary>Multiply-adds of one thread in a stage.</summary>
    internal const int StageMultiplyAdds = ConvolutionPacking.StageChannels * 9 * 64;

    /// <summary>Elements of the halo planes in shared memory, and a column that a view which has moved on may begin with.</summary>
    internal const int SharedElements = (PlaneFlip + 2 * PlaneQuads + ColumnQuads) * 4;

    /// <summary>Quads of the weights in shared memory, and a row of taps, likewise.</summary>
    internal const int SharedQuads = TapFlip + StageQuads + TapQuads;

    /// <summary>
    /// One split: output = act(bias + Σ over all input channels), as
    /// <see cref="ConvolutionKernels.Blocked"/>; = . Several: output[split][oc,oh,ow] = the sum over the
    /// split's input channels alone; <see cref="Combine"/> does the rest.
    /// </summary>
    public static void Tiled<TInput>(
        FeatureView input, FeatureView mask, ArrayView<Float4> weights, ArrayView<float> bias,
        FeatureView output, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        ArrayView<Float4> plane = SharedMemory.Allocate<Float4>(SharedElements / 4);
        ArrayView<Float4> taps = SharedMemory.Allocate<Float4>(SharedQuads);
        TileSpot spot = new(t);
        Block8x8 sum = Sum<TInput>(input, mask, weights, plane, taps, spot, e, t);
        StoreBlock(sum, bias, output, spot, e, t);
    }

    /// <summary>
    /// output[oc,oh,ow] = act(bias[oc] + Σ_split partials[split][oc,oh,ow]), splits ascending; = . One thread
    /// per element, no barriers.
    /// </summary>
    public static void Combine(
        ArrayView<float> partials, ArrayView<float> bias, FeatureView output, ConvolutionExtents e,
        int splits)
    {
        int positions = e.OH * e.OW, length = e.OC * positions;
        for (int i = GridStride.First; i < length; i += GridStride.Step)
        {
            float sum = e.HasBias != 0 ? bias[i / positions] : 0f;
            for (int split = 0; split < splits; split++)
                sum += partials[split * length + i];
            output[i] = e.Relu != 0 ? ReluKernels.Activate(sum) : sum;
        }
    }

    /// <summary>
    /// A thread's outputs without bias, over its split's input channels; others of its group may still read shared memory.
    /// </summary>
    internal static Block8x8 Sum<TInput>(
        FeatureView input, FeatureView mask, ArrayView<Float4> weights, ArrayView<Float4> plane, ArrayView<Float4> taps,
        TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        int stages = ConvolutionPacking.EvenChannels(e.IC) / ConvolutionPacking.StageChannels;
        int first = spot.Split * t.SplitStages, end = IntrinsicMath.Min(stages, first + t.SplitStages);
        // The halo tile has more elements than the group has threads: those of the even channel, then of the odd one, go to the first ones.
        int more = t.HaloElements - Threads, restChannel = Group.IdxX / more;
        HaloSlot slot = Slot<TInput>(Group.IdxX, 0, spot, e, t);
        HaloSlot rest = Slot<TInput>(restChannel < 2 ? Threads + Group.IdxX % more : -1, restChannel, spot, e, t);
        int quad = (spot.Block * stages + first) * StageQuads + Group.IdxX;
        ConvolutionSource source = ConvolutionSource.First(
            first * ConvolutionPacking.StageChannels, slot, rest, restChannel & 1, quad, e);
        ConvolutionTarget target = new(slot, rest);
        ArrayView<float> elements = plane.Cast<float>();
        ConvolutionTarget.Clear(slot, rest, elements);
        int x = spot.Column * ColumnQuads + spot.Row / 4, w = (Group.IdxX >> 5) * 2;
        target.Store(source.Fetch<TInput>(input, mask, weights, slot, rest, e), elements, taps);
        SharedBarrier.Wait();

        Block8x8 sum = default;
        for (int left = end - first - 1; left > 0; left--)
        {
            source = source.Next(e);
            ConvolutionStage next = source.Fetch<TInput>(input, mask, weights, slot, rest, e);
            sum = Multiply(sum, plane, taps, x, w);
            (x, w, target) = (x ^ PlaneFlip, w ^ TapFlip, target.Flipped);
            target.Store(next, elements, taps);
            SharedBarrier.Wait();
        }

        return Multiply(sum, plane, taps, x, w);
    }

    /// <summary>Where halo element <paramref name="number"/>, counted row by row, comes from and goes to; none if negative.</summary>
    private static HaloSlot Slot<TInput>(int number, int channel, TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        int width = (1 << t.Shift) + 2, near = IntrinsicMath.Max(number, 0);
        int row = near / width, column = near % width;
        int ih = ConvolutionKernels.Source(spot.Top + row - e.Padding, e.IH, e.Mode);
        int iw = ConvolutionKernels.Source(spot.Left + column - e.Padding, e.IW, e.Mode);
        int target = (channel * PlaneQuads + column * ColumnQuads) * 4 + row;
        return default(TInput).Place(ih, iw, number < 0 ? -1 : target, e);
    }

    /// <summary>
    /// sum[oc][r] += Σ_ic Σ_kw Σ_kh weights[oc,ic,kh,kw] · halo[ic][r + kh][column + kw] over one stage: three columns of the even channel,
    /// then of the odd one, in a loop each, so that nothing asks in which it is; the weights of all six lie one after the other.
    /// </summary>
    private static Block8x8 Multiply(Block8x8 sum, ArrayView<Float4> plane, ArrayView<Float4> taps, int x, int w)
    {
        ArrayView<Float4> line = plane.SubView(x), factors = taps.SubView(w);
        for (int column = 0; column < 3; column++)
        {
            sum = MultiplyColumn(sum, line, factors);
            line = line.SubView(ColumnQuads);
            factors = factors.SubView(3 * TapQuads);
        }

        line = line.SubView(PlaneQuads - 3 * ColumnQuads);
        for (int column = 0; column < 3; column++)
        {
            sum = MultiplyColumn(sum, line, factors);
            line = line.SubView(ColumnQuads);
            factors = factors.SubView(3 * TapQuads);
        }

        return sum;
    }

    // Ten elements of a column, in three reads, serve three taps. What is read lies at constant distances from the two views' beginnings,
    // which the hardware adds for nothing.
    private static Block8x8 MultiplyColumn(Block8x8 sum, ArrayView<Float4> line, ArrayView<Float4> factors)
    {
        Float4 rows0 = line[0], rows4 = line[1];
        Float2 rows8 = line.Cast<Float2>()[4];
        sum.AddOuterProduct(ReadTaps(factors, 0), new Float8(rows0, rows4));
        Float4 rows1 = new(rows0.Y, rows0.Z, rows0.W, rows4.X), rows5 = new(rows4.Y, rows4.Z, rows4.W, rows8.X);
        sum.AddOuterProduct(ReadTaps(factors, TapQuads), new Float8(rows1, rows5));
        Float4 rows2 = new(rows0.Z, rows0.W, rows4.X, rows4.Y), rows6 = new(rows4.Z, rows4.W, rows8.X, rows8.Y);
        sum.AddOuterProduct(ReadTaps(factors, 2 * TapQuads), new Float8(rows2, rows6));
        return sum;
    }

    private static Float8 ReadTaps(ArrayView<Float4> taps, int w) => new(taps[w], taps[w + 1]);

    /// <summary>The thread's outputs with bias and ReLU, or as they are if others are to be added.</summary>
    internal static void StoreBlock(
        Block8x8 sum, ArrayView<float> bias, FeatureView output, TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
    {
        if (spot.OW >= e.OW)
            return;
        StoreColumn(sum.Row0, bias, output, spot, 0, e, t);
        StoreColumn(sum.Row1, bias, output, spot, 1, e, t);
        StoreColumn(sum.Row2, bias, output, spot, 2, e, t);
        StoreColumn(sum.Row3, bias, output, spot, 3, e, t);
        StoreColumn(sum.Row4, bias, output, spot, 4, e, t);
        StoreColumn(sum.Row5, bias, output, spot, 5, e, t);
        StoreColumn(sum.Row6, bias, output, spot, 6, e, t);
        StoreColumn(sum.Row7, bias, output, spot, 7, e, t);
    }

    private static void StoreColumn(
        Float8 rows, ArrayView<float> bias, FeatureView output, TileSpot spot, int channel, ConvolutionExtents e,
        ConvolutionTile t)
    {
        int oc = spot.OC + channel;
        if (oc >= e.OC)
            return;
        bool whole = t.Splits == 1;
        float b = whole && e.HasBias != 0 ? bias[oc] : 0f;
        bool relu = whole && e.Relu != 0;
        int first = ((spot.Split * e.OC + oc) * e.OH + spot.OH) * e.OW + spot.OW;
        int left = e.OH - spot.OH;
        StoreOne(rows.Low.X + b, output, first, 0, left, relu, e.OW);
        StoreOne(rows.Low.Y + b, output, first, 1, left, relu, e.OW);
        StoreOne(rows.Low.Z + b, output, first, 2, left, relu, e.OW);
        StoreOne(rows.Low.W + b, output, first, 3, left, relu, e.OW);
        StoreOne(rows.High.X + b, output, first, 4, left, relu, e.OW);
        StoreOne(rows.High.Y + b, output, first, 5, left, relu, e.OW);
        StoreOne(rows.High.Z + b, output, first, 6, left, relu, e.OW);
        StoreOne(rows.High.W + b, output, first, 7, left, relu, e.OW);
    }

    private static void StoreOne(
        float value, FeatureView output, int first, int row, int left, bool relu, int pitch)
    {
        if (row < left)
            output[first + row * pitch] = relu ? ReluKernels.Activate(value) : value;
    }
}
