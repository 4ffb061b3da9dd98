using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Gram matrix of features (C, M), M = H·W positions dense and fastest, and its backward, without
/// shared memory.
/// </summary>
internal static class GramKernels
{
    /// <summary>
    /// Pass one: partials[split][i,j] = Σ_p features[i,p] · features[j,p] over the split's positions, for the
    /// blocks with i-block ≤ j-block only; = . One thread computes a 4×4 block of one split: 16 multiply-adds
    /// for 8 loads. No barriers.
    /// </summary>
    public static void Blocked(FeatureView features, ArrayView<float> partials, GramExtents e)
    {
        int blocks = (e.C + 3) / 4;
        for (int unit = GridStride.First; unit < blocks * blocks * e.Partials; unit += GridStride.Step)
        {
            int split = unit / (blocks * blocks), pair = unit % (blocks * blocks);
            int i = pair / blocks * 4, j = pair % blocks * 4;
            if (i > j)
                continue;
            // Rows beyond C repeat the last one; their sums are not stored.
            int i0 = i * e.M, i1 = Math.Min(i + 1, e.C - 1) * e.M, i2 = Math.Min(i + 2, e.C - 1) * e.M,
                i3 = Math.Min(i + 3, e.C - 1) * e.M;
            int j0 = j * e.M, j1 = Math.Min(j + 1, e.C - 1) * e.M, j2 = Math.Min(j + 2, e.C - 1) * e.M,
                j3 = Math.Min(j + 3, e.C - 1) * e.M;
            Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            int end = Math.Min((split + 1) * e.SplitLength, e.M);
            for (int p = split * e.SplitLength; p < end; p++)
            {
                Float4 x = new(features[j0 + p], features[j1 + p], features[j2 + p], features[j3 + p]);
                sum0 = sum0.PlusProduct(features[i0 + p], x);
                sum1 = sum1.PlusProduct(features[i1 + p], x);
                sum2 = sum2.PlusProduct(features[i2 + p], x);
                sum3 = sum3.PlusProduct(features[i3 + p], x);
            }

            StoreRow(sum0, partials, split, i, j, e.C);
            StoreRow(sum1, partials, split, i + 1, j, e.C);
            StoreRow(sum2, partials, split, i + 2, j, e.C);
            StoreRow(sum3, partials, split, i + 3, j, e.C);
        }
    }

    /// <summary>
    /// Pass two: gram[i,j] = gram[j,i] = scale · Σ_split partials[split][i,j] for i ≤ j, splits ascending; =
    /// . One thread per element of the upper triangle, so the matrix is symmetric to the last bit.
    /// </summary>
    public static void Combine(
        ArrayView<float> partials, ArrayView<float> gram, FloatPair scale, GramExtents e)
    {
        for (int element = GridStride.First; element < e.C * e.C; element += GridStride.Step)
        {
            int i = element / e.C, j = element % e.C;
            if (i > j)
                continue;
            FloatPair sum = default;
            for (int split = 0; split < e.Partials; split++)
                sum = sum.Plus(partials[split * e.C * e.C + element]);
            float value = sum.Times(scale).High;
            gram[element] = value;
            gram[j * e.C + i] = value;
        }
    }

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p], matrix symmetric. Forward: G[i,j] =
    /// s·Σ_p F[i,p]·F[j,p], so ∂L/∂F[i,p] = s·Σ_j (D[i,j] + D[j,i])·F[j,p] = 2s·Σ_j D[i,j]·F[j,p] with D =
    /// ∂L/∂G symmetric. One thread computes 4 channels × 4 positions: 16 multiply-adds for 8 loads. No
    /// barriers.
    /// </summary>
    public static void BackwardBlocked(
        ArrayView<float> matrix, FeatureView features, ArrayView<float> gradFeatures, float scale,
        GramExtents e)
    {
        int columns = (e.M + 3) / 4;
        int last = e.C - 1;
        for (int unit = GridStride.First; unit < (e.C + 3) / 4 * columns; unit += GridStride.Step)
        {
            int i = unit / columns * 4, p = unit % columns * 4;
            // Positions and channels beyond the end repeat the last one; their sums are not stored.
            int p1 = Math.Min(p + 1, e.M - 1), p2 = Math.Min(p + 2, e.M - 1), p3 = Math.Min(p + 3, e.M - 1);
            int i1 = Math.Min(i + 1, last), i2 = Math.Min(i + 2, last), i3 = Math.Min(i + 3, last);
            Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int j = 0; j < e.C; j++)
            {
                int f = j * e.M, row = j * e.C;
                Float4 x = new(features[f + p], features[f + p1], features[f + p2], features[f + p3]);
                sum0 = sum0.PlusProduct(matrix[row + i], x);
                sum1 = sum1.PlusProduct(matrix[row + i1], x);
                sum2 = sum2.PlusProduct(matrix[row + i2], x);
                sum3 = sum3.PlusProduct(matrix[row + i3], x);
            }

            AddRow(sum0, gradFeatures, scale, i, p, e);
            AddRow(sum1, gradFeatures, scale, i + 1, p, e);
            AddRow(sum2, gradFeatures, scale, i + 2, p, e);
            AddRow(sum3, gradFeatures, scale, i + 3, p, e);
        }
    }

    private static void StoreRow(Float4 sum, ArrayView<float> partials, int split, int i, int j, int channels)
    {
        if (i >= channels)
            return;
        int first = (split * channels + i) * channels;
        StoreOne(sum.X, partials, first, j, channels);
        StoreOne(sum.Y, partials, first, j + 1, channels);
        StoreOne(sum.Z, partials, first, j + 2, channels);
        StoreOne(sum.W, partials, first, j + 3, channels);
    }

    private static void StoreOne(float value, ArrayView<float> partials, int first, int j, int channels)
    {
        if (j < channels)
            partials[first + j] = value;
    }

    private static void AddRow(
        Float4 sum, ArrayView<float> gradFeatures, float scale, int i, int p, GramExtents e)
    {
        if (i >= e.C)
            return;
        int first = i * e.M;
        AddOne(scale * sum.X, gradFeatures, first, p, e.M);
        AddOne(scale * sum.Y, gradFeatures, first, p + 1, e.M);
        AddOne(scale * sum.Z, gradFeatures, first, p + 2, e.M);
        AddOne(scale * sum.W, gradFeatures, first, p + 3, e.M);
    }

    private static void AddOne(float value, ArrayView<float> gradFeatures, int first, int p, int positions)
    {
        if (p < positions)
            gradFeatures[first + p] += value;
    }
}
