using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// What optimisers compute on vectors. Rules for every operator: <see cref="IBackend"/>.
/// </summary>
internal interface IVectorOperators
{
    /// <summary>
    /// results[i·right.Length + j] = ⟨left[i], right[j]⟩ in float64; one pass over memory where the backend
    /// can. Waits for the result: this is the read-back of an optimiser's decision.
    /// </summary>
    void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results);

    /// <summary>
    /// The same products into the first slots of <paramref name="results"/>, where they stay: nobody waits.
    /// </summary>
    void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results);

    /// <summary>
    /// From the products of a step of L-BFGS to the coefficients of the next direction and to what the line
    /// search decides on, without the host; formulas at <see cref="LbfgsScalars"/>.
    /// </summary>
    /// <param name="scalars">Products and Gram are read, the others overwritten.</param>
    /// <param name="pairs">k, the pairs that Products and Gram are of, at most the capacity.</param>
    /// <param name="keepPair">Whether the candidate becomes the newest pair.</param>
    void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair);

    /// <summary>Σ |x|, in float64. Waits for the result.</summary>
    double SumAbsolute(Tensor x);

    /// <summary>
    /// output = Σ_i coefficients[i] · vectors[i], summed in the order given; output may be one of the
    /// vectors. Copy, scale, axpy and the end of the two-loop recursion are all this. At least one vector.
    /// </summary>
    void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output);

    /// <summary>The same with the first slots of <paramref name="coefficients"/>: nobody waits.</summary>
    void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output);

    /// <summary>
    /// fine += scale · U·coarse: bilinear upsampling by two. Along each axis fine element i is
    /// ¾·coarse[⌊i/2⌋] + ¼·coarse[j], where j is ⌊i/2⌋ − 1 for even i and ⌊i/2⌋ + 1 for odd i, limited to the
    /// tensor or, if it wraps, taken round it.
    /// </summary>
    /// <param name="coarse">(C, ⌈H/2⌉, ⌈W/2⌉).</param>
    /// <param name="scale">Factor.</param>
    /// <param name="fine">(C, H, W); with <paramref name="wraps"/> H and W are even.</param>
    /// <param name="wraps">Whether opposite borders are neighbours.</param>
    void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps);

    /// <summary>
    /// coarse = Uᵀ·fine, the adjoint of <see cref="UpsampleAccumulate"/>: four times a smooth average.
    /// </summary>
    void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps);

    /// <summary>x = min(max(x, lower), upper).</summary>
    void Clamp(Tensor x, float lower, float upper);

    /// <summary>One step of Adam on x, in place; formula: <see cref="AdamParameters"/>.</summary>
    void AdamStep(
        Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters);
}
