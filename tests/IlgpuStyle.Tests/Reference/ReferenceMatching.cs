using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>
/// What defines the operators on feature vectors of single positions and on ranks; element (c, p) of M positions is number c·M + p.
/// </summary>
internal static class ReferenceMatching
{
    /// <summary>output[c,p] = input[c,p] / ‖input[·,p]‖.</summary>
    public static void Normalize(TensorShape shape, ReadOnlySpan<double> input, Span<double> output)
    {
        for (int p = 0; p < shape.Positions; p++)
        {
            double norm = Math.Sqrt(Product(shape.Channels, input, p, input, p));
            for (int i = p; i < input.Length; i += shape.Positions)
                output[i] = norm > 0 ? input[i] / norm : input[i];
        }
    }

    /// <summary>nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j].</summary>
    public static void Nearest(
        TensorShape shape, ReadOnlySpan<double> features, ReadOnlySpan<double> candidates, Span<double> nearest)
    {
        for (int p = 0; p < shape.Positions; p++)
        {
            double largest = double.NegativeInfinity;
            nearest[p] = 0;
            for (int j = 0; j < candidates.Length / shape.Channels; j++)
            {
                double product = Product(shape.Channels, features, p, candidates, j);
                if (product > largest)
                    (largest, nearest[p]) = (product, j);
            }
        }
    }

    /// <summary>Returns scale · Σ_p (1 − cos_p); adds its gradient.</summary>
    public static double CosineDistanceAccumulate(
        TensorShape shape, ReadOnlySpan<double> features, ReadOnlySpan<double> candidates, ReadOnlySpan<double> nearest, double scale,
        Span<double> gradFeatures)
    {
        int positions = shape.Positions, count = candidates.Length / shape.Channels;
        double sum = 0;
        for (int p = 0; p < positions; p++)
        {
            int j = (int)nearest[p];
            double norm = Math.Sqrt(Product(shape.Channels, features, p, features, p));
            double cosine = norm > 0 ? Product(shape.Channels, features, p, candidates, j) / norm : 0;
            sum += 1 - cosine;
            for (int c = 0; c < shape.Channels && norm > 0; c++)
                gradFeatures[c * positions + p] -=
                    scale * (candidates[c * count + j] - cosine * features[c * positions + p] / norm) / norm;
        }

        return scale * sum;
    }

    /// <summary>output[c,p] = sorted[c,r], r how many of the channel's values are smaller, or equal and earlier.</summary>
    public static void MatchRanks(TensorShape shape, ReadOnlySpan<double> input, ReadOnlySpan<double> sorted, Span<double> output)
    {
        for (int c = 0; c < shape.Channels; c++)
        for (int p = 0; p < shape.Positions; p++)
        {
            ReadOnlySpan<double> channel = input.Slice(c * shape.Positions, shape.Positions);
            int rank = 0;
            for (int q = 0; q < channel.Length; q++)
                rank += channel[q] < channel[p] || (channel[q] == channel[p] && q < p) ? 1 : 0;
            output[c * shape.Positions + p] = sorted[c * shape.Positions + rank];
        }
    }

    /// <summary>output[c,n] = input[c,positions[n]].</summary>
    public static void Gather(TensorShape shape, ReadOnlySpan<double> input, ReadOnlySpan<double> positions, Span<double> output)
    {
        for (int i = 0; i < output.Length; i++)
            output[i] = input[i / positions.Length * shape.Positions + (int)positions[i % positions.Length]];
    }

    /// <summary>destination[c,positions[n]] += input[c,n].</summary>
    public static void ScatterAccumulate(
        TensorShape shape, ReadOnlySpan<double> input, ReadOnlySpan<double> positions, Span<double> destination)
    {
        for (int i = 0; i < input.Length; i++)
            destination[i / positions.Length * shape.Positions + (int)positions[i % positions.Length]] += input[i];
    }

    /// <summary>Returns scale · Σ |D_ij/Σ_k D_kj − E_ij/Σ_k E_kj|; gradient = (∂/∂cosines + its transpose)/2.</summary>
    public static double SelfSimilarity(
        int n, ReadOnlySpan<double> cosines, ReadOnlySpan<double> target, double scale, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        for (int j = 0; j < n; j++)
        {
            double inverse = InverseSum(n, cosines, j), targetInverse = InverseSum(n, target, j), weighted = 0;
            for (int i = 0; i < n; i++)
            {
                double share = Distance(n, cosines, i, j) * inverse, difference = share - Distance(n, target, i, j) * targetInverse;
                sum += Math.Abs(difference);
                weighted += Math.Sign(difference) * share;
            }

            for (int i = 0; i < n; i++)
            {
                // ∂|D_ij/s_j − …|/∂D_kj = sign_kj/s_j − Σ_i sign_ij·D_ij/s_j², and D = 1 − cosines.
                double difference = Distance(n, cosines, i, j) * inverse - Distance(n, target, i, j) * targetInverse;
                double derivative = i == j ? 0 : -scale * inverse * (Math.Sign(difference) - weighted);
                gradient[i * n + j] += derivative / 2;
                gradient[j * n + i] += derivative / 2;
            }
        }

        return scale * sum;
    }

    private static double Distance(int n, ReadOnlySpan<double> cosines, int i, int j) => i == j ? 0 : 1 - cosines[i * n + j];

    private static double InverseSum(int n, ReadOnlySpan<double> cosines, int j)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += Distance(n, cosines, i, j);
        return sum < 1e-6 * n ? 0 : 1 / sum;
    }

    private static double Product(int channels, ReadOnlySpan<double> a, int p, ReadOnlySpan<double> b, int q)
    {
        int aPositions = a.Length / channels, bPositions = b.Length / channels;
        double sum = 0;
        for (int c = 0; c < channels; c++)
            sum += a[c * aPositions + p] * b[c * bPositions + q];
        return sum;
    }
}
