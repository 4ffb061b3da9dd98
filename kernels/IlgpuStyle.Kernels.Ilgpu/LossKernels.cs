using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Squared distances and total variation, value and gradient; dense (C, H, W), W fastest.</summary>
internal static class LossKernels
{
    /// <summary>
    /// Partial sums of Σ (a[i] − b[i])²: partials[group]; = . The difference is rounded to float32 once, its
    /// square is exact.
    /// </summary>
    public static void SquaredDistance(
        FeatureView a, FeatureView b, ArrayView<FloatPair> partials, int length)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum = default;
        int quads = length / 4;
        for (int q = GridStride.First; q < quads; q += GridStride.Step)
        {
            Float4 difference = a.ReadQuad(q).PlusProduct(-1f, b.ReadQuad(q));
            sum = sum.PlusProducts(difference, difference);
        }

        for (int i = 4 * quads + GridStride.First; i < length; i += GridStride.Step)
        {
            float difference = a[i] - b[i];
            sum = sum.PlusProduct(difference, difference);
        }

        VectorKernels.StorePartial(sum, shared, partials, Grid.IdxX);
    }

    /// <summary>
    /// Partial sums of Σ |a[i] − b[i]|: partials[group]; = . And gradA[i] += scale · sign(a[i] − b[i]), 0 at 0.
    /// </summary>
    public static void AbsoluteDistance(
        ArrayView<float> a, ArrayView<float> b, float scale, ArrayView<float> gradA, ArrayView<FloatPair> partials, int length)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum = default;
        for (int i = GridStride.First; i < length; i += GridStride.Step)
        {
            float difference = a[i] - b[i];
            sum = sum.Plus(MathF.Abs(difference));
            gradA[i] += difference > 0f ? scale : difference < 0f ? -scale : 0f;
        }

        VectorKernels.StorePartial(sum, shared, partials, Grid.IdxX);
    }

    /// <summary>destination[i] += scale · (a[i] − b[i]). Forward: s·Σ(a−b)², so ∂/∂a[i] = 2s·(a[i] −
    /// b[i]).</summary>
    public static void DifferenceAccumulate(
        FeatureView a, FeatureView b, float scale, ArrayView<float> destination, int length)
    {
        int quads = length / 4;
        ArrayView<Float4> destinations = destination.Cast<Float4>();
        for (int q = GridStride.First; q < quads; q += GridStride.Step)
        {
            // A copy: read through a reference, each word would be a load of its own.
            Float4 before = destinations[q];
            destinations[q] = before.PlusProduct(scale, a.ReadQuad(q).PlusProduct(-1f, b.ReadQuad(q)));
        }

        for (int i = 4 * quads + GridStride.First; i < length; i += GridStride.Step)
            destination[i] += scale * (a[i] - b[i]);
    }

    /// <summary>
    /// Value and gradient of vertical · Σ φ(x[c,h+1,w] − x[c,h,w]) + horizontal · Σ φ(x[c,h,w+1] − x[c,h,w]),
    /// φ = |Δ|^p, in one pass: partials[group] gets the value's partial sum (=), gradImage[c,h,w] +=
    /// v·(φ′(x − up) − φ′(down − x)) + h·(φ′(x − left) − φ′(right − x)), a term being absent beyond the
    /// border (and, if Inside, along the last row and the last column). φ′ = p·sign(Δ)·|Δ|^(p−1), 0 at 0. One thread per pixel; each
    /// difference enters the value once, at its upper or left pixel.
    /// </summary>
    public static void TotalVariation(
        ArrayView<float> image, ArrayView<float> gradImage, ArrayView<FloatPair> partials,
        TotalVariationExtents e)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair vertical = default, horizontal = default;
        for (int i = GridStride.First; i < e.Length; i += GridStride.Step)
        {
            int w = i % e.W, h = i / e.W % e.H;
            float x = Pixel(image, i, e);
            bool inColumn = e.Inside == 0 || w + 1 < e.W, inRow = e.Inside == 0 || h + 1 < e.H;
            float up = h > 0 && inColumn ? x - Pixel(image, i - e.W, e) : 0f;
            float down = h + 1 < e.H && inColumn ? Pixel(image, i + e.W, e) - x : 0f;
            float left = w > 0 && inRow ? x - Pixel(image, i - 1, e) : 0f;
            float right = w + 1 < e.W && inRow ? Pixel(image, i + 1, e) - x : 0f;
            if (e.Quarters != 4)
            {
                vertical = vertical.PlusProduct(Math.Abs(down), Power(down, e));
                horizontal = horizontal.PlusProduct(Math.Abs(right), Power(right, e));
                gradImage[i] += (1f + 0.25f * e.Quarters) * (
                    e.Vertical.High * (Sign(up) * Power(up, e) - Sign(down) * Power(down, e))
                    + e.Horizontal.High * (Sign(left) * Power(left, e) - Sign(right) * Power(right, e)));
            }
            else
            {
                vertical = vertical.PlusProduct(down, down);
                horizontal = horizontal.PlusProduct(right, right);
                gradImage[i] += 2f * (e.Vertical.High * (up - down) + e.Horizontal.High * (left - right));
            }
        }

        FloatPair sum = vertical.Times(e.Vertical).Plus(horizontal.Times(e.Horizontal));
        VectorKernels.StorePartial(sum, shared, partials, Grid.IdxX);
    }

    /// <summary>x, or x − its position's mean over the channels where colours are compared.</summary>
    private static float Pixel(ArrayView<float> image, int i, TotalVariationExtents e)
    {
        if (e.Mean == 0)
            return image[i];
        float sum = 0f;
        int positions = e.H * e.W;
        for (int at = i % positions; at < e.Length; at += positions)
            sum += image[at];
        return image[i] - sum / e.Mean;
    }

    /// <summary>|Δ|^(p−1), 1 for p = 1, by roots.</summary>
    private static float Power(float difference, TotalVariationExtents e)
    {
        if (e.Quarters == 0)
            return 1f;
        float root = MathF.Sqrt(Math.Abs(difference)), rootOfRoot = MathF.Sqrt(root);
        return e.Quarters == 1 ? rootOfRoot : e.Quarters == 2 ? root : root * rootOfRoot;
    }

    private static float Sign(float x) => x > 0f ? 1f : x < 0f ? -1f : 0f;
}
