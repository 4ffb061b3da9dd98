namespace IlgpuStyle.Optimization;

/// <summary>
/// The two-loop recursion of L-BFGS (Nocedal &amp; Wright, algorithm 7.4) without vectors: Chen, Wang &amp;
/// Zhou, "Large-scale L-BFGS using MapReduce" (NIPS 2014), algorithm 3.
/// <para>
/// Every vector of the recursion is a combination q = Σ_j δ_j·b_j of the basis b = (s_0 … s_{k−1}, y_0 …
/// y_{k−1}, g), oldest pair first, so that each dot product it needs follows from the basis' Gram matrix
/// B[i,j] = ⟨b_i, b_j⟩, and only δ changes.
/// </para>
/// </summary>
internal static class TwoLoopRecursion
{
    // 8 KiB; more pairs than anybody keeps.
    private const int StackPairs = 1024;

    /// <summary>
    /// δ of the quasi-Newton direction d = −H·g = Σ_j δ_j·b_j. With ρ_i = 1/(s_iᵀy_i): q = −g; for i = k−1 …
    /// 0: α_i = ρ_i·s_iᵀq, q ← q − α_i·y_i; r = γ·q with γ = s_{k−1}ᵀy_{k−1} / y_{k−1}ᵀy_{k−1} (equation
    /// 7.20; 1 without pairs); for i = 0 … k−1: β = ρ_i·y_iᵀr, r ← r + (α_i − β)·s_i.
    /// </summary>
    /// <param name="gram">B, (2k+1)×(2k+1), row-major, symmetric; s_iᵀy_i &gt; 0.</param>
    /// <param name="pairs">k, at least 0.</param>
    /// <param name="delta">2k+1 coefficients, overwritten.</param>
    /// <returns>gᵀd.</returns>
    public static double Coefficients(ReadOnlySpan<double> gram, int pairs, Span<double> delta)
    {
        int size = 2 * pairs + 1;
        Span<double> alpha = pairs <= StackPairs ? stackalloc double[pairs] : new double[pairs];
        delta.Clear();
        delta[size - 1] = -1;
        for (int i = pairs - 1; i >= 0; i--)
        {
            alpha[i] = Dot(gram.Slice(i * size, size), delta) / gram[i * size + pairs + i];
            delta[pairs + i] -= alpha[i];
        }

        if (pairs > 0)
        {
            int s = pairs - 1, y = 2 * pairs - 1;
            double gamma = gram[s * size + y] / gram[y * size + y];
            foreach (ref double coefficient in delta)
                coefficient *= gamma;
        }

        for (int i = 0; i < pairs; i++)
        {
            double beta = Dot(gram.Slice((pairs + i) * size, size), delta) / gram[i * size + pairs + i];
            delta[i] += alpha[i] - beta;
        }

        return Dot(gram.Slice((size - 1) * size, size), delta);
    }

    /// <summary>
    /// <see cref="Backends.IVectorOperators.LbfgsRecursion"/> on the host: names and layouts are those of
    /// <see cref="Backends.LbfgsScalars"/>.
    /// </summary>
    public static void Advance(
        PairUpdate update, ReadOnlySpan<double> products, ReadOnlySpan<double> gram, Span<double> nextGram,
        Span<double> coefficients, Span<double> decision)
    {
        int pairs = update.PairsAfter, size = 2 * pairs + 1, width = 2 * update.Pairs + 4, s = width - 4;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                nextGram[i * size + j] = Product(update, products, gram, update.Measured(i), update.Measured(j));
        }

        decision[5] = Coefficients(nextGram[..(size * size)], pairs, coefficients[..size]);
        decision[0] = products[s];
        decision[1] = products[s + 1];
        decision[2] = products[width + s + 1];
        decision[3] = products[2 * width + s + 2];
        decision[4] = products[2 * width + s + 3];
    }

    /// <summary>Of two measured vectors: from the trial's products if one is new, else from before.</summary>
    private static double Product(
        PairUpdate update, ReadOnlySpan<double> products, ReadOnlySpan<double> gram, int i, int j)
    {
        int old = 2 * update.Pairs, newest = Math.Max(i, j), other = Math.Min(i, j);
        return newest < old
            ? gram[i * (old + 1) + j]
            : products[(newest - old) * (old + 4) + other];
    }

    private static double Dot(ReadOnlySpan<double> row, ReadOnlySpan<double> delta)
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
            sum += row[j] * delta[j];
        return sum;
    }
}
