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
public static class TwoLoopRecursion
{
    /// <summary>
    /// δ of the quasi-Newton direction d = −H·g = Σ_j δ_j·b_j. With ρ_i = 1/(s_iᵀy_i): q = −g; for i = k−1 …
    /// 0: α_i = ρ_i·s_iᵀq, q ← q − α_i·y_i; r = γ·q with γ = s_{k−1}ᵀy_{k−1} / y_{k−1}ᵀy_{k−1} (equation
    /// 7.20; 1 without pairs); for i = 0 … k−1: β = ρ_i·y_iᵀr, r ← r + (α_i − β)·s_i.
    /// </summary>
    /// <param name="gram">B, (2k+1)×(2k+1), row-major, symmetric; s_iᵀy_i &gt; 0.</param>
    /// <param name="pairs">k, at least 0.</param>
    /// <param name="delta">2k+1 coefficients, overwritten.</param>
    public static void Coefficients(ReadOnlySpan<double> gram, int pairs, Span<double> delta)
    {
        int size = 2 * pairs + 1;
        double[] alpha = new double[pairs];
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
    }

    private static double Dot(ReadOnlySpan<double> row, ReadOnlySpan<double> delta)
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
            sum += row[j] * delta[j];
        return sum;
    }
}
