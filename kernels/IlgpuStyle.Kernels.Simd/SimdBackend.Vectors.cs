using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <content>The optimiser's vectors and scalars.</content>
internal sealed partial class SimdBackend
{
    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        ShapeGuard.Dots(left, right, results.Length);
        Own(nameof(Dots), left);
        Own(nameof(Dots), right);
        _operators.Dots(left, right, results);
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        ShapeGuard.Dots(left, right, results);
        Dots(left, right, Own(nameof(Dots), results).Values.AsSpan(0, left.Length * right.Length));
    }

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair)
    {
        const string Operation = nameof(LbfgsRecursion);
        ShapeGuard.Pairs(Operation, scalars, pairs);
        TwoLoopRecursion.Advance(
            new PairUpdate(pairs, scalars.Capacity, keepPair), Own(Operation, scalars.Products).Values,
            Own(Operation, scalars.Gram).Values, Own(Operation, scalars.NextGram).Values,
            Own(Operation, scalars.Coefficients).Values, Own(Operation, scalars.Decision).Values);
    }

    /// <inheritdoc/>
    public double SumAbsolute(Tensor x) => _operators.SumAbsolute(Own(nameof(SumAbsolute), x));

    /// <inheritdoc/>
    public void LinearCombination(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        ShapeGuard.Combination(nameof(LinearCombination), coefficients.Length, vectors, output);
        Own(nameof(LinearCombination), vectors);
        _operators.LinearCombination(coefficients, vectors, Own(nameof(LinearCombination), output));
    }

    /// <inheritdoc/>
    public void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        ShapeGuard.Combination(nameof(LinearCombination), coefficients, vectors, output);
        double[] values = Own(nameof(LinearCombination), coefficients).Values;
        LinearCombination(values.AsSpan(0, vectors.Length), vectors, output);
    }

    /// <inheritdoc/>
    public void Clamp(Tensor x, float lower, float upper) =>
        _operators.Clamp(Own(nameof(Clamp), x), lower, upper);

    /// <inheritdoc/>
    public void AdamStep(
        Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters)
    {
        const string Operation = nameof(AdamStep);
        ShapeGuard.Same(Operation, x, gradient);
        ShapeGuard.Same(Operation, x, firstMoment);
        ShapeGuard.Same(Operation, x, secondMoment);
        _operators.AdamStep(
            Own(Operation, x), Own(Operation, gradient), Own(Operation, firstMoment), Own(
                Operation, secondMoment), parameters);
    }
}
