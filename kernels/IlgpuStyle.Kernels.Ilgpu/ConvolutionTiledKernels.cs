using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 3×3 convolution with stride 1 as implicit GEMM in shared memory: nothing is unrolled to columns, the nine taps read one halo
/// tile. Serves forward and backward to the input (<see cref="ConvolutionExtents.Backward"/>). Tensors (C, H, W), dense, W fastest.
/// <para>
/// A group of 256 threads computes 64 output channels × 256 positions (<see cref="ConvolutionTile"/>). The 32 threads of a warp
/// stand on neighbouring columns, so that their reads of the halo tile hit 32 banks and their stores are coalesced; each computes
/// 8 rows of its column for 8 output channels, the same 8 for the whole warp, so that weights are broadcast.
/// </para>
/// <para>
/// A stage holds 2 input channels: 2 × 340 halo elements and 2 × 9 × 64 weights, twice, 14.7 KB: while one copy is used, the next
/// stage travels through registers into the other. One barrier a stage. Of a stage each thread does 1152 multiply-adds for 60 scalar
/// and 36 four-word reads of shared memory and 7 global reads.
/// </para>
/// </summary>
internal static class ConvolutionTiledKernels
{
    // Largest halo plane: 34 × 10 (= 10 × 34 for tiles 8 wide; 18 × 18 for 16 is smaller).
    private const int PlaneElements = 340;
    private const int StageElements = ConvolutionPacking.StageChannels * PlaneElements;
    private const int WeightQuads = 9 * ConvolutionPacking.TileChannels / 4;
    private const int StageQuads = ConvolutionPacking.StageChannels * WeightQuads;
    private const int Threads = LaunchPolicy.TileThreads;

    /// <summary>
    /// One split: output = act(bias + Σ over all input channels), as <see cref="ConvolutionKernels.Blocked"/>; = .
    /// Several: output[split][oc,oh,ow] = the sum over the split's input channels alone; <see cref="Combine"/> does the rest.
    /// </summary>
    public static void Tiled(
        ArrayView<float> input, ArrayView<float> mask, ArrayView<Float4> weights, ArrayView<float> bias,
        ArrayView<float> output, ConvolutionExtents e, ConvolutionTile t)
    {
        ArrayView<float> plane = SharedMemory.Allocate<float>(2 * StageElements);
        ArrayView<Float4> taps = SharedMemory.Allocate<Float4>(2 * StageQuads);
        int thread = Group.IdxX;
        int block = Grid.IdxX % t.Blocks, rest = Grid.IdxX / t.Blocks;
        int left = rest % t.Across << t.Shift;
        rest /= t.Across;
        int top = rest % t.Down * (8 << (5 - t.Shift)), split = rest / t.Down;

        int lane = thread & 31, width = (1 << t.Shift) + 2;
        int column = lane & ((1 << t.Shift) - 1), row = (lane >> t.Shift) * 8;
        int first = row * width + column, quad = (thread >> 5) * 2;
        int source0 = Source(thread, left, top, width, e), source1 = Source(thread + Threads, left, top, width, e);

        int stages = (e.IC + ConvolutionPacking.StageChannels - 1) / ConvolutionPacking.StageChannels;
        int stage = split * t.SplitStages;
        int end = Math.Min(stages, stage + t.SplitStages);
        int weightBase = block * stages * StageQuads;
        ConvolutionStage next = Fetch(input, mask, weights, stage, source0, source1, weightBase, e);
        Store(next, plane, taps, 0);
        Group.Barrier();

        Block8x8 sum = default;
        int buffer = 0;
        for (; stage < end; stage++)
        {
            bool more = stage + 1 < end;
            if (more)
                next = Fetch(input, mask, weights, stage + 1, source0, source1, weightBase, e);
            sum = Multiply(sum, plane, taps, buffer * StageElements + first, buffer * StageQuads + quad, width);
            buffer = 1 - buffer;
            if (more)
                Store(next, plane, taps, buffer);
            Group.Barrier();
        }

        int oc = block * ConvolutionPacking.TileChannels + (thread >> 5) * 8;
        StoreBlock(sum, bias, output, split, oc, top + row, left + column, e, t);
    }

    /// <summary>
    /// output[oc,oh,ow] = act(bias[oc] + Σ_split partials[split][oc,oh,ow]), splits ascending; = . One thread per element, no barriers.
    /// </summary>
    public static void Combine(
        ArrayView<float> partials, ArrayView<float> bias, ArrayView<float> output, ConvolutionExtents e, int splits)
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

    /// <summary>Where in its plane of the input halo element <paramref name="slot"/> lies; −1 for a zero.</summary>
    private static int Source(int slot, int left, int top, int width, ConvolutionExtents e)
    {
        int ih = ConvolutionKernels.Source(top + slot / width - e.Padding, e.IH, e.Mode);
        int iw = ConvolutionKernels.Source(left + slot % width - e.Padding, e.IW, e.Mode);
        return ih < 0 || iw < 0 ? -1 : ih * e.IW + iw;
    }

    /// <summary>This thread's share of a stage, from global memory into registers.</summary>
    private static ConvolutionStage Fetch(
        ArrayView<float> input, ArrayView<float> mask, ArrayView<Float4> weights, int stage, int source0, int source1,
        int weightBase, ConvolutionExtents e)
    {
        int positions = e.IH * e.IW, ic = stage * ConvolutionPacking.StageChannels;
        int even = ic * positions, odd = even + positions;
        bool hasOdd = ic + 1 < e.IC, second = Group.IdxX + Threads < PlaneElements;
        int quad = weightBase + stage * StageQuads + Group.IdxX;
        bool moreQuads = Group.IdxX + Threads < StageQuads;
        return new ConvolutionStage(
            Read(input, mask, even, source0, true, e),
            Read(input, mask, even, source1, second, e),
            Read(input, mask, odd, source0, hasOdd, e),
            Read(input, mask, odd, source1, hasOdd && second, e),
            weights[quad],
            weights[moreQuads ? quad + Threads : quad]);
    }

    private static float Read(
        ArrayView<float> input, ArrayView<float> mask, int channel, int source, bool wanted, ConvolutionExtents e)
    {
        if (!wanted || source < 0)
            return 0f;
        float value = input[channel + source];
        if (e.Masked != 0)
            value = mask[channel + source] > 0f ? value : 0f;
        return value;
    }

    /// <summary>A stage from registers into copy <paramref name="buffer"/> of shared memory.</summary>
    private static void Store(ConvolutionStage stage, ArrayView<float> plane, ArrayView<Float4> taps, int buffer)
    {
        int slot = buffer * StageElements + Group.IdxX, quad = buffer * StageQuads + Group.IdxX;
        plane[slot] = stage.Even0;
        plane[slot + PlaneElements] = stage.Odd0;
        if (Group.IdxX + Threads < PlaneElements)
        {
            plane[slot + Threads] = stage.Even1;
            plane[slot + Threads + PlaneElements] = stage.Odd1;
        }

        taps[quad] = stage.Weights0;
        if (Group.IdxX + Threads < StageQuads)
            taps[quad + Threads] = stage.Weights1;
    }

    /// <summary>
    /// sum[oc][r] += Σ_ic Σ_kw Σ_kh weights[oc,ic,kh,kw] · halo[ic][r + kh][column + kw] over one stage: ten halo elements of a
    /// column serve three taps.
    /// </summary>
    private static Block8x8 Multiply(
        Block8x8 sum, ArrayView<float> plane, ArrayView<Float4> taps, int first, int quad, int width)
    {
        for (int channel = 0; channel < ConvolutionPacking.StageChannels; channel++)
        {
            for (int kw = 0; kw < 3; kw++)
            {
                int x = first + channel * PlaneElements + kw;
                int w = quad + channel * WeightQuads + kw * 3 * (ConvolutionPacking.TileChannels / 4);
                Float4 rows0 = new(plane[x], plane[x + width], plane[x + 2 * width], plane[x + 3 * width]);
                Float4 rows4 = new(plane[x + 4 * width], plane[x + 5 * width], plane[x + 6 * width], plane[x + 7 * width]);
                float row8 = plane[x + 8 * width], row9 = plane[x + 9 * width];
                sum.AddOuterProduct(new Float8(taps[w], taps[w + 1]), new Float8(rows0, rows4));
                Float4 rows1 = new(rows0.Y, rows0.Z, rows0.W, rows4.X), rows5 = new(rows4.Y, rows4.Z, rows4.W, row8);
                w += ConvolutionPacking.TileChannels / 4;
                sum.AddOuterProduct(new Float8(taps[w], taps[w + 1]), new Float8(rows1, rows5));
                Float4 rows2 = new(rows0.Z, rows0.W, rows4.X, rows4.Y), rows6 = new(rows4.Z, rows4.W, row8, row9);
                w += ConvolutionPacking.TileChannels / 4;
                sum.AddOuterProduct(new Float8(taps[w], taps[w + 1]), new Float8(rows2, rows6));
            }
        }

        return sum;
    }

    private static void StoreBlock(
        Block8x8 sum, ArrayView<float> bias, ArrayView<float> output, int split, int oc, int oh, int ow,
        ConvolutionExtents e, ConvolutionTile t)
    {
        if (ow >= e.OW)
            return;
        StoreColumn(sum.Row0, bias, output, split, oc, oh, ow, e, t);
        StoreColumn(sum.Row1, bias, output, split, oc + 1, oh, ow, e, t);
        StoreColumn(sum.Row2, bias, output, split, oc + 2, oh, ow, e, t);
        StoreColumn(sum.Row3, bias, output, split, oc + 3, oh, ow, e, t);
        StoreColumn(sum.Row4, bias, output, split, oc + 4, oh, ow, e, t);
        StoreColumn(sum.Row5, bias, output, split, oc + 5, oh, ow, e, t);
        StoreColumn(sum.Row6, bias, output, split, oc + 6, oh, ow, e, t);
        StoreColumn(sum.Row7, bias, output, split, oc + 7, oh, ow, e, t);
    }

    private static void StoreColumn(
        Float8 rows, ArrayView<float> bias, ArrayView<float> output, int split, int oc, int oh, int ow,
        ConvolutionExtents e, ConvolutionTile t)
    {
        if (oc >= e.OC)
            return;
        bool whole = t.Splits == 1;
        float b = whole && e.HasBias != 0 ? bias[oc] : 0f;
        bool relu = whole && e.Relu != 0;
        int first = ((split * e.OC + oc) * e.OH + oh) * e.OW + ow;
        int left = e.OH - oh;
        StoreOne(rows.Low.X + b, output, first, 0, left, relu, e.OW);
        StoreOne(rows.Low.Y + b, output, first, 1, left, relu, e.OW);
        StoreOne(rows.Low.Z + b, output, first, 2, left, relu, e.OW);
        StoreOne(rows.Low.W + b, output, first, 3, left, relu, e.OW);
        StoreOne(rows.High.X + b, output, first, 4, left, relu, e.OW);
        StoreOne(rows.High.Y + b, output, first, 5, left, relu, e.OW);
        StoreOne(rows.High.Z + b, output, first, 6, left, relu, e.OW);
        StoreOne(rows.High.W + b, output, first, 7, left, relu, e.OW);
    }

    private static void StoreOne(float value, ArrayView<float> output, int first, int row, int left, bool relu, int pitch)
    {
        if (row < left)
            output[first + row * pitch] = relu ? ReluKernels.Activate(value) : value;
    }
}
