using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The optimiser's vector operations: memory-bound, one pass, grid stride; elementwise unless a
/// reduction is named.</summary>
internal static class VectorKernels
{
    /// <summary>destination[i] = value; = .</summary>
    public static void Fill(FeatureView destination, float value, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            destination[i] = value;
    }

    /// <summary>destination[to + i] = source[from + i]; = .</summary>
    public static void Copy(
        FeatureView source, int from, FeatureView destination, int to, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            destination[to + i] = source[from + i];
    }

    /// <summary>x[i] = min(max(x[i], lower), upper); in place; NaN stays.</summary>
    public static void Clamp(ArrayView<float> x, float lower, float upper, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
        {
            float value = x[i];
            x[i] = value < lower ? lower : value > upper ? upper : value;
        }
    }

    /// <summary>output[first + p] = scale · input[source + p] + offset for p in [0, positions): one channel
    /// of a plane map; = .</summary>
    public static void ChannelAffine(
        ArrayView<float> input, int source, ArrayView<float> output, int first, float scale, float offset,
        int positions)
    {
        for (int p = GridStride.First; p < positions; p += GridStride.Step)
            output[first + p] = scale * input[source + p] + offset;
    }

    /// <summary>
    /// output[i] = Σ_k c_k · v_k[i], k ascending in [0, count), count ≤ 8; = ; output may be one of the
    /// vectors, each element being read before it is written. One pass for up to eight vectors: 4·(count + 1)
    /// bytes an element, four elements a load.
    /// </summary>
    public static void LinearCombination(
        VectorGroup vectors, CoefficientGroup c, int count, ArrayView<float> output, int length)
    {
        int quads = length / 4;
        for (int q = GridStride.First; q < quads; q += GridStride.Step)
            output.Cast<Float4>()[q] = SumOfQuads(vectors, c, count, q);
        for (int i = 4 * quads + GridStride.First; i < length; i += GridStride.Step)
            output[i] = Sum(vectors, c, count, i);
    }

    /// <summary>
    /// The same with coefficients that the device computed: c_k = coefficients[first + k], or, if
    /// <paramref name="carried"/> is 1, c_0 = 1 and c_k = coefficients[first + k − 1] after it; = .
    /// </summary>
    public static void LinearCombinationOnDevice(
        VectorGroup vectors, ArrayView<FloatPair> coefficients, int first, int carried, int count,
        ArrayView<float> output, int length) =>
        LinearCombination(vectors, CoefficientGroup.Read(coefficients, first, carried, count), count, output, length);

    /// <summary>
    /// Partial sums of ⟨left, v_k⟩ for k in [0, count), count ≤ 4: partials[(first + k)·groups + group]; = .
    /// The left vector is read once for four products, four elements a load. Barriers and shared memory:
    /// <see cref="ReductionKernels.SumOfGroup"/>, once a product.
    /// </summary>
    public static void Dots(
        ArrayView<float> left, VectorGroup right, int count, ArrayView<FloatPair> partials, int first,
        int length)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int quads = length / 4;
        for (int q = GridStride.First; q < quads; q += GridStride.Step)
        {
            Float4 a = Quad(left, q);
            sum0 = sum0.PlusProducts(a, Quad(right.V0, q));
            if (count > 1)
                sum1 = sum1.PlusProducts(a, Quad(right.V1, q));
            if (count > 2)
                sum2 = sum2.PlusProducts(a, Quad(right.V2, q));
            if (count > 3)
                sum3 = sum3.PlusProducts(a, Quad(right.V3, q));
        }

        for (int i = 4 * quads + GridStride.First; i < length; i += GridStride.Step)
        {
            float a = left[i];
            sum0 = sum0.PlusProduct(a, right.V0[i]);
            if (count > 1)
                sum1 = sum1.PlusProduct(a, right.V1[i]);
            if (count > 2)
                sum2 = sum2.PlusProduct(a, right.V2[i]);
            if (count > 3)
                sum3 = sum3.PlusProduct(a, right.V3[i]);
        }

        int slot = first * Grid.DimX + Grid.IdxX;
        StorePartial(sum0, shared, partials, slot);
        if (count > 1)
            StorePartial(sum1, shared, partials, slot + Grid.DimX);
        if (count > 2)
            StorePartial(sum2, shared, partials, slot + 2 * Grid.DimX);
        if (count > 3)
            StorePartial(sum3, shared, partials, slot + 3 * Grid.DimX);
    }

    /// <summary>Partial sums of Σ |x[i]|: partials[group]; = .</summary>
    public static void SumAbsolute(FeatureView x, ArrayView<FloatPair> partials, int length)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum = default;
        for (int i = GridStride.First; i < length; i += GridStride.Step)
            sum = sum.Plus(Math.Abs(x[i]));
        StorePartial(sum, shared, partials, Grid.IdxX);
    }

    /// <summary>
    /// One step of Adam (Kingma &amp; Ba 2015, algorithm 1), formula at
    /// <see cref="Backends.AdamParameters"/>, all three tensors in place: one pass of 28 bytes an element
    /// instead of the five passes of the formula's lines.
    /// </summary>
    public static void AdamStep(
        ArrayView<float> x, ArrayView<float> gradient, ArrayView<float> first, ArrayView<float> second,
        AdamFactors f, int length)
    {
        int quads = length / 4;
        for (int q = GridStride.First; q < quads; q += GridStride.Step)
        {
            Float4 g = Quad(gradient, q);
            Float4 m = Quad(first, q).Times(f.Beta1).PlusProduct(f.OneMinusBeta1, g);
            Float4 squares = new(g.X * g.X, g.Y * g.Y, g.Z * g.Z, g.W * g.W);
            Float4 v = Quad(second, q).Times(f.Beta2).PlusProduct(f.OneMinusBeta2, squares);
            first.Cast<Float4>()[q] = m;
            second.Cast<Float4>()[q] = v;
            Float4 step = new(f.Step(m.X, v.X), f.Step(m.Y, v.Y), f.Step(m.Z, v.Z), f.Step(m.W, v.W));
            x.Cast<Float4>()[q] = Quad(x, q).PlusProduct(-1f, step);
        }

        for (int i = 4 * quads + GridStride.First; i < length; i += GridStride.Step)
        {
            float g = gradient[i];
            float m = f.Beta1 * first[i] + f.OneMinusBeta1 * g;
            float v = f.Beta2 * second[i] + f.OneMinusBeta2 * (g * g);
            first[i] = m;
            second[i] = v;
            x[i] -= f.Step(m, v);
        }
    }

    /// <summary>Elements 4·q to 4·q + 3 of a whole tensor, in one load.</summary>
    private static Float4 Quad(ArrayView<float> vector, int q) => vector.Cast<Float4>()[q];

    private static Float4 SumOfQuads(VectorGroup vectors, CoefficientGroup c, int count, int q)
    {
        Float4 sum = Quad(vectors.V0, q).Times(c.C0);
        if (count > 1)
            sum = sum.PlusProduct(c.C1, Quad(vectors.V1, q));
        if (count > 2)
            sum = sum.PlusProduct(c.C2, Quad(vectors.V2, q));
        if (count > 3)
            sum = sum.PlusProduct(c.C3, Quad(vectors.V3, q));
        if (count > 4)
            sum = sum.PlusProduct(c.C4, Quad(vectors.V4, q));
        if (count > 5)
            sum = sum.PlusProduct(c.C5, Quad(vectors.V5, q));
        if (count > 6)
            sum = sum.PlusProduct(c.C6, Quad(vectors.V6, q));
        if (count > 7)
            sum = sum.PlusProduct(c.C7, Quad(vectors.V7, q));
        return sum;
    }

    private static float Sum(VectorGroup vectors, CoefficientGroup c, int count, int i)
    {
        float sum = c.C0 * vectors.V0[i];
        if (count > 1)
            sum += c.C1 * vectors.V1[i];
        if (count > 2)
            sum += c.C2 * vectors.V2[i];
        if (count > 3)
            sum += c.C3 * vectors.V3[i];
        if (count > 4)
            sum += c.C4 * vectors.V4[i];
        if (count > 5)
            sum += c.C5 * vectors.V5[i];
        if (count > 6)
            sum += c.C6 * vectors.V6[i];
        if (count > 7)
            sum += c.C7 * vectors.V7[i];
        return sum;
    }

    /// <summary>Stores the group's sum as one partial sum; every thread must call it.</summary>
    internal static void StorePartial(
        FloatPair value, ArrayView<FloatPair> shared, ArrayView<FloatPair> partials, int slot)
    {
        FloatPair sum = ReductionKernels.SumOfGroup(value, shared);
        if (Group.IdxX == 0)
            partials[slot] = sum;
    }
}
