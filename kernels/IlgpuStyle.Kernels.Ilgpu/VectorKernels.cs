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
    /// bytes an element.
    /// </summary>
    public static void LinearCombination(
        VectorGroup vectors, CoefficientGroup c, int count, ArrayView<float> output, int length)
    {
        for (int i = GridStride.First; i < length; i += GridStride.Step)
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
            output[i] = sum;
        }
    }

    /// <summary>
    /// Partial sums of ⟨left, v_k⟩ for k in [0, count), count ≤ 4: partials[(first + k)·groups + group]; = .
    /// The left vector is read once for four products. Barriers and shared memory:
    /// <see cref="ReductionKernels.SumOfGroup"/>, once a product.
    /// </summary>
    public static void Dots(
        ArrayView<float> left, VectorGroup right, int count, ArrayView<FloatPair> partials, int first,
        int length)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (int i = GridStride.First; i < length; i += GridStride.Step)
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
        for (int i = GridStride.First; i < length; i += GridStride.Step)
        {
            float g = gradient[i];
            float m = f.Beta1 * first[i] + f.OneMinusBeta1 * g;
            float v = f.Beta2 * second[i] + f.OneMinusBeta2 * (g * g);
            first[i] = m;
            second[i] = v;
            x[i] -= f.StepSize * m / (MathF.Sqrt(v * f.SecondMomentCorrection) + f.Epsilon);
        }
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
