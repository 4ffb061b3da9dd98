using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Feature vectors of single positions, dense (C, M), and candidates, dense (C, Count): one thread a position, so neighbouring threads
/// read neighbouring features. No barriers but those of the sums.
/// </summary>
internal static class MatchingKernels
{
    /// <summary>output[c,p] = input[c,p]/‖input[·,p]‖; = ; may be in place. A vector of zeros stays.</summary>
    public static void Normalize(ArrayView<float> input, ArrayView<float> output, int channels, int positions)
    {
        for (int p = GridStride.First; p < positions; p += GridStride.Step)
        {
            FloatPair squares = default;
            for (int c = 0; c < channels; c++)
                squares = squares.PlusProduct(input[c * positions + p], input[c * positions + p]);
            float norm = squares.High > 0f ? MathF.Sqrt(squares.High) : 1f;
            for (int c = 0; c < channels; c++)
                output[c * positions + p] = input[c * positions + p] / norm;
        }
    }

    /// <summary>
    /// nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j]; = . Four candidates at a time, whose loads all
    /// threads of a warp share; C·M·Count multiply-adds for a quarter as many loads of features.
    /// </summary>
    public static void Nearest(ArrayView<float> features, ArrayView<float> candidates, ArrayView<float> nearest, MatchingExtents e)
    {
        for (int p = GridStride.First; p < e.M; p += GridStride.Step)
        {
            float largest = float.NegativeInfinity;
            int found = 0, last = e.Count - 1;
            for (int j = 0; j < e.Count; j += 4)
            {
                // Beyond the last candidate the last one again, which is not larger than itself.
                int j1 = Math.Min(j + 1, last), j2 = Math.Min(j + 2, last), j3 = Math.Min(j + 3, last);
                float s0 = 0f, s1 = 0f, s2 = 0f, s3 = 0f;
                for (int c = 0; c < e.C; c++)
                {
                    float x = features[c * e.M + p];
                    int row = c * e.Count;
                    s0 += x * candidates[row + j];
                    s1 += x * candidates[row + j1];
                    s2 += x * candidates[row + j2];
                    s3 += x * candidates[row + j3];
                }

                found = s0 > largest ? j : found;
                largest = s0 > largest ? s0 : largest;
                found = s1 > largest ? j1 : found;
                largest = s1 > largest ? s1 : largest;
                found = s2 > largest ? j2 : found;
                largest = s2 > largest ? s2 : largest;
                found = s3 > largest ? j3 : found;
                largest = s3 > largest ? s3 : largest;
            }

            nearest[p] = found;
        }
    }

    /// <summary>
    /// Partial sums of Σ_p (1 − cos_p), cos_p = Σ_c f[c,p]·t[c,nearest[p]]/‖f_p‖: partials[group]; = . And gradFeatures[c,p] += −scale ·
    /// (t[c] − cos_p·f[c,p]/‖f_p‖)/‖f_p‖, the gradient of scale times their sum: ∂(t·f/‖f‖)/∂f = t/‖f‖ − (t·f)·f/‖f‖³.
    /// </summary>
    public static void CosineDistance(
        ArrayView<float> features, ArrayView<float> candidates, ArrayView<float> nearest, float scale, ArrayView<float> gradFeatures,
        ArrayView<FloatPair> partials, MatchingExtents e)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum = default;
        for (int p = GridStride.First; p < e.M; p += GridStride.Step)
        {
            int j = Math.Max(0, Math.Min((int)nearest[p], e.Count - 1));
            FloatPair squares = default, products = default;
            for (int c = 0; c < e.C; c++)
            {
                float x = features[c * e.M + p];
                squares = squares.PlusProduct(x, x);
                products = products.PlusProduct(x, candidates[c * e.Count + j]);
            }

            float inverse = squares.High > 0f ? 1f / MathF.Sqrt(squares.High) : 0f;
            float cosine = products.High * inverse;
            sum = sum.Plus(1f).Plus(-cosine);
            float ofCandidate = -scale * inverse, ofFeatures = scale * cosine * inverse * inverse;
            for (int c = 0; c < e.C; c++)
                gradFeatures[c * e.M + p] += ofCandidate * candidates[c * e.Count + j] + ofFeatures * features[c * e.M + p];
        }

        VectorKernels.StorePartial(sum, shared, partials, Grid.IdxX);
    }
}
