using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What statistics of feature maps need besides Gram matrices: masks over positions, sums over positions, small matrix products.
/// Features are dense (C, M), M = H·W positions fastest.
/// </summary>
internal static class RegionKernels
{
    /// <summary>
    /// output[c,p] = mask[p] · input[c,p], or the mask's channel c; = ; may be in place. One thread an element, 12 bytes each.
    /// </summary>
    public static void MaskMultiply(
        FeatureView input, ArrayView<float> mask, ArrayView<float> output, int maskLength, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            output[i] = mask[i % maskLength] * input[i];
    }

    /// <summary>destination[c,p] += scale · mask[p] · input[c,p]. The adjoint of <see cref="MaskMultiply"/>, which is
    /// diagonal.</summary>
    public static void MaskMultiplyAccumulate(
        FeatureView input, ArrayView<float> mask, float scale, ArrayView<float> destination, int maskLength,
        int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            destination[i] += scale * mask[i % maskLength] * input[i];
    }

    /// <summary>
    /// sums[c] = scale · Σ_p features[c,p]; = . One group a channel, channels by the whole grid; its threads read neighbouring
    /// positions. Barriers and shared memory: <see cref="ReductionKernels.SumOfGroup"/>, once a channel.
    /// </summary>
    public static void ChannelSums(
        FeatureView features, FloatPair scale, ArrayView<float> sums, int channels, int positions)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        for (int c = Grid.IdxX; c < channels; c += Grid.DimX)
        {
            FloatPair sum = default;
            for (int p = Group.IdxX; p < positions; p += Group.DimX)
                sum = sum.Plus(features[c * positions + p]);
            sum = ReductionKernels.SumOfGroup(sum, shared);
            if (Group.IdxX == 0)
                sums[c] = sum.Times(scale).High;
        }
    }

    /// <summary>destination[c,p] += scale · vector[c]. Forward: sums[c] = Σ_p features[c,p], slope 1 in every position.</summary>
    public static void ChannelAccumulate(
        ArrayView<float> vector, float scale, ArrayView<float> destination, int positions, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            destination[i] += scale * vector[i / positions];
    }

    /// <summary>output[j,i] = input[i,j] of size×size matrices; = . One thread an element; strided reads, of at most a MiB.</summary>
    public static void Transpose(ArrayView<float> input, ArrayView<float> output, int size)
    {
        for (int i = GridStride.First; i < size * size; i += GridStride.Step)
            output[i] = input[i % size * size + i / size];
    }

    /// <summary>
    /// Value and gradient of weight · Σ (Δ↘² + Δ↙²) over the picture continued by one pixel on each side: partials[group] gets half
    /// the squares that its pixels meet (=; every pair is met from both ends), gradImage[c,h,w] += 2·weight·Σ (x − neighbour) over the
    /// diagonal neighbours of the pixel and of its copies beyond the border. One thread a pixel.
    /// </summary>
    public static void DiagonalVariation(
        ArrayView<float> image, ArrayView<float> gradImage, ArrayView<FloatPair> partials, int height, int width,
        int length, float weight)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair squares = default;
        for (int i = GridStride.First; i < length; i += GridStride.Step)
        {
            int w = i % width, h = i / width % height;
            int up = h > 0 ? -width : 0, down = h + 1 < height ? width : 0;
            int left = w > 0 ? -1 : 0, right = w + 1 < width ? 1 : 0;
            int rowCopies = (h == 0 ? 1 : 0) + (h == height - 1 ? 1 : 0);
            int columnCopies = (w == 0 ? 1 : 0) + (w == width - 1 ? 1 : 0);
            float x = image[i];
            float a = x - image[i + up + left], b = x - image[i + up + right];
            float c = x - image[i + down + left], d = x - image[i + down + right];
            float e = x - image[i + left], f = x - image[i + right];
            float g = x - image[i + up], k = x - image[i + down];
            squares = squares.PlusProduct(a, a).PlusProduct(b, b).PlusProduct(c, c).PlusProduct(d, d)
                .PlusProduct(rowCopies * e, e).PlusProduct(rowCopies * f, f)
                .PlusProduct(columnCopies * g, g).PlusProduct(columnCopies * k, k);
            gradImage[i] += 2f * weight * (a + b + c + d + rowCopies * (e + f) + columnCopies * (g + k));
        }

        VectorKernels.StorePartial(squares, shared, partials, Grid.IdxX);
    }
}
