using ILGPU;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The scalars of L-BFGS; formulas at <see cref="Backends.LbfgsScalars"/>.</summary>
internal static class LbfgsKernels
{
    /// <summary>
    /// From a step's products to the Gram matrix B of the basis b = (s_0 …, y_0 …, g), the coefficients δ of the
    /// next direction and the scalars of the decision. One group.
    /// <para>
    /// The two loops need ⟨s_i, q⟩ and ⟨y_i, r⟩ only, so the group carries p = (⟨b_j, q⟩)_j instead of q, one
    /// element a thread: q ← q − α·y_i is p ← p − α·B[:, y_i], q ← γ·q is p ← γ·p, r ← r + (α − β)·s_i is
    /// p ← p + (α − β)·B[:, s_i]. No step sums across threads; each ends in one barrier, because it reads one copy
    /// of p and writes the other. In the end ⟨g, r⟩ is the direction's slope, and δ = (α_i − β_i, −γ·α_i, −γ).
    /// </para>
    /// </summary>
    /// <param name="products">3 × (2k + 4), of the trial's s, y, g.</param>
    /// <param name="gram">B before the step, (2k + 1)².</param>
    /// <param name="e">k, and what the step does to the pairs.</param>
    /// <param name="next">B, (2k′ + 1)².</param>
    /// <param name="scratch">2·(2k′ + 1) + k′.</param>
    /// <param name="coefficients">δ, 2k′ + 1.</param>
    /// <param name="decision">sᵀs, sᵀy, yᵀy, gᵀg, gᵀd, next slope.</param>
    public static void Recursion(
        ArrayView<FloatPair> products, ArrayView<FloatPair> gram, LbfgsExtents e, ArrayView<FloatPair> next,
        ArrayView<FloatPair> scratch, ArrayView<FloatPair> coefficients, ArrayView<FloatPair> decision)
    {
        int k = e.PairsAfter, n = 2 * k + 1, alphas = 2 * n;
        for (int i = Group.IdxX; i < n * n; i += Group.DimX)
            next[i] = Entry(products, gram, Measured(i / n, e), Measured(i % n, e), 2 * e.Pairs);
        Group.Barrier();

        // q = −g.
        for (int j = Group.IdxX; j < n; j += Group.DimX)
            scratch[j] = next[(n - 1) * n + j].Negated();
        Group.Barrier();
        int from = 0;
        for (int i = k - 1; i >= 0; i--)
        {
            FloatPair alpha = scratch[from + i].Over(next[i * n + k + i]);
            Add(scratch, from, n, alpha.Negated(), next, (k + i) * n);
            if (Group.IdxX == 0)
                scratch[alphas + i] = alpha;
            from = n - from;
            Group.Barrier();
        }

        FloatPair gamma = new(1f, 0f);
        if (k > 0)
            gamma = next[(k - 1) * n + n - 2].Over(next[(n - 2) * n + n - 2]);
        for (int j = Group.IdxX; j < n; j += Group.DimX)
            scratch[n - from + j] = scratch[from + j].Times(gamma);
        from = n - from;
        Group.Barrier();
        for (int i = 0; i < k; i++)
        {
            FloatPair alpha = scratch[alphas + i];
            FloatPair step = alpha.Plus(scratch[from + k + i].Over(next[i * n + k + i]).Negated());
            Add(scratch, from, n, step, next, i * n);
            if (Group.IdxX == 0)
            {
                coefficients[i] = step.Representable();
                coefficients[k + i] = gamma.Times(alpha).Negated().Representable();
            }

            from = n - from;
            Group.Barrier();
        }

        if (Group.IdxX > 0)
            return;
        coefficients[n - 1] = gamma.Negated().Representable();
        int s = 2 * e.Pairs, width = s + 4;
        decision[0] = products[s];
        decision[1] = products[s + 1];
        decision[2] = products[width + s + 1];
        decision[3] = products[2 * width + s + 2];
        decision[4] = products[2 * width + s + 3];
        decision[5] = scratch[from + n - 1].Representable();
    }

    /// <summary>The other copy of p = p + factor · row; B is symmetric.</summary>
    private static void Add(
        ArrayView<FloatPair> scratch, int from, int n, FloatPair factor, ArrayView<FloatPair> next, int row)
    {
        for (int j = Group.IdxX; j < n; j += Group.DimX)
            scratch[n - from + j] = scratch[from + j].Plus(factor.Times(next[row + j]));
    }

    private static int Measured(int index, LbfgsExtents e) =>
        PairUpdate.Measured(index, e.Pairs, e.PairsAfter, e.Dropped);

    /// <summary>Of two measured vectors: from the trial's products if one is new, else from before.</summary>
    private static FloatPair Entry(
        ArrayView<FloatPair> products, ArrayView<FloatPair> gram, int i, int j, int old)
    {
        int newest = i > j ? i : j, other = i > j ? j : i;
        if (newest < old)
            return gram[i * (old + 1) + j];
        return products[(newest - old) * (old + 4) + other];
    }
}
