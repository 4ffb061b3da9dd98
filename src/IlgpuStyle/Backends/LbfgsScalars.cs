using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The scalars of a vector-free L-BFGS, on the backend: a step's dot products become the coefficients of the
/// next direction there (<see cref="IVectorOperators.LbfgsRecursion"/>), and the host fetches only what it decides
/// on.
/// <para>
/// With k pairs the basis is b = (s_0 … s_{k−1}, y_0 … y_{k−1}, g), oldest pair first. The trial of a step
/// adds the candidate pair s, y and has the gradient g′. If the pair is kept, k′ = min(k + 1, m) and the
/// oldest pair goes where there is no room; otherwise k′ = k.
/// </para>
/// </summary>
internal sealed class LbfgsScalars : IDisposable
{
    /// <summary>Vectors in the basis beyond the pairs while a step is measured: s, y, g′ and d.</summary>
    public const int TrialVectors = 4;

    /// <summary>Slots of <see cref="Decision"/>.</summary>
    public const int Decisions = 6;

    /// <summary>Allocates for up to m pairs.</summary>
    /// <param name="backend">Where the scalars live.</param>
    /// <param name="capacity">m, at least 1.</param>
    public LbfgsScalars(IBackend backend, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        int basis = 2 * capacity + 1;
        Products = backend.AllocateScalars(3 * (2 * capacity + TrialVectors));
        Gram = backend.AllocateScalars(basis * basis);
        NextGram = backend.AllocateScalars(basis * basis);
        Coefficients = backend.AllocateScalars(basis);
        Decision = backend.AllocateScalars(Decisions);
    }

    /// <summary>m, the most pairs.</summary>
    public int Capacity { get; }

    /// <summary>
    /// 3 × (2k + 4): of s, of y and of g′ with s_0 … s_{k−1}, y_0 … y_{k−1}, s, y, g′, d. In.
    /// </summary>
    public ScalarBuffer Products { get; }

    /// <summary>
    /// (2k + 1)²: the Gram matrix ⟨b_i, b_j⟩ of the basis before the step. In; its row and column of g are
    /// not read.
    /// </summary>
    public ScalarBuffer Gram { get; private set; }

    /// <summary>(2k′ + 1)²: the Gram matrix of the basis after the step. Out.</summary>
    public ScalarBuffer NextGram { get; private set; }

    /// <summary>
    /// 2k′ + 1: δ of the next direction −H·g′ = Σ_j δ_j·b_j, by the two-loop recursion on NextGram
    /// (<see cref="Optimization.TwoLoopRecursion"/>). Out.
    /// </summary>
    public ScalarBuffer Coefficients { get; }

    /// <summary>
    /// sᵀs, sᵀy, yᵀy, g′ᵀg′, g′ᵀd, and the slope Σ_j δ_j·⟨g′, b_j⟩ of the next direction. Out.
    /// </summary>
    public ScalarBuffer Decision { get; }

    /// <summary>The step is taken: NextGram becomes Gram.</summary>
    public void Advance() => (Gram, NextGram) = (NextGram, Gram);

    /// <inheritdoc/>
    public void Dispose()
    {
        Products.Dispose();
        Gram.Dispose();
        NextGram.Dispose();
        Coefficients.Dispose();
        Decision.Dispose();
    }
}
