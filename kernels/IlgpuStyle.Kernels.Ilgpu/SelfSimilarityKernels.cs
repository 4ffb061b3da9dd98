using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Σ_ij |D_ij/s_j − E_ij/t_j| of two symmetric matrices of cosines, D = 1 − cosines and E = 1 − target off the diagonal and 0 on it, s and
/// t the columns' sums; dense (N, N). No barriers but those of the sums.
/// </summary>
internal static class SelfSimilarityKernels
{
    private const float LeastShare = 1e-6f;

    /// <summary>
    /// columns = 1/s_j, then 1/t_j, then w_j = Σ_i sign_ij·D_ij/s_j; = . Partial sums of the value: partials[group]; = . One thread a
    /// column, so neighbouring threads read neighbouring elements; two passes over it.
    /// </summary>
    public static void Columns(
        ArrayView<float> cosines, ArrayView<float> target, ArrayView<float> columns, ArrayView<FloatPair> partials, int n)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair value = default;
        for (int j = GridStride.First; j < n; j += GridStride.Step)
        {
            FloatPair sum = default, targetSum = default, weighted = default;
            for (int i = 0; i < n; i++)
            {
                sum = sum.Plus(i == j ? 0f : 1f - cosines[i * n + j]);
                targetSum = targetSum.Plus(i == j ? 0f : 1f - target[i * n + j]);
            }

            float inverse = sum.High < LeastShare * n ? 0f : 1f / sum.High;
            float targetInverse = targetSum.High < LeastShare * n ? 0f : 1f / targetSum.High;
            for (int i = 0; i < n; i++)
            {
                float share = i == j ? 0f : (1f - cosines[i * n + j]) * inverse;
                float difference = share - (i == j ? 0f : (1f - target[i * n + j]) * targetInverse);
                value = value.Plus(MathF.Abs(difference));
                weighted = weighted.Plus(Sign(difference) * share);
            }

            columns[j] = inverse;
            columns[n + j] = targetInverse;
            columns[2 * n + j] = weighted.High;
        }

        VectorKernels.StorePartial(value, shared, partials, Grid.IdxX);
    }

    /// <summary>
    /// gradient[i,j] = −scale/2 · ((sign_ij − w_j)/s_j + (sign_ji − w_i)/s_i), 0 on the diagonal; = . ∂/∂D_kj of Σ_i |D_ij/s_j − E_ij/t_j|
    /// is sign_kj/s_j − Σ_i sign_ij·D_ij/s_j², made symmetric; sign_ji = sign(D_ij/s_i − E_ij/t_i). One thread an element.
    /// </summary>
    public static void Gradient(
        ArrayView<float> cosines, ArrayView<float> target, ArrayView<float> columns, float scale, ArrayView<float> gradient, int n)
    {
        for (int k = GridStride.First; k < n * n; k += GridStride.Step)
        {
            int i = k / n, j = k % n;
            float distance = 1f - cosines[k], targetDistance = 1f - target[k];
            float ofColumn = Sign(distance * columns[j] - targetDistance * columns[n + j]) - columns[2 * n + j];
            float ofRow = Sign(distance * columns[i] - targetDistance * columns[n + i]) - columns[2 * n + i];
            gradient[k] = i == j ? 0f : -0.5f * scale * (ofColumn * columns[j] + ofRow * columns[i]);
        }
    }

    private static float Sign(float value) => value > 0f ? 1f : value < 0f ? -1f : 0f;
}
