using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

internal sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        ShapeGuard.Dots(left, right, results.Length);
        for (int i = 0; i < left.Length; i++)
        for (int j = 0; j < right.Length; j++)
            results[i * right.Length + j] = Dot(Values(left[i]), Values(right[j]));
    }

    /// <inheritdoc/>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, ScalarBuffer results)
    {
        ShapeGuard.Dots(left, right, results);
        Dots(left, right, Slots(results).AsSpan(0, left.Length * right.Length));
    }

    /// <inheritdoc/>
    public void LbfgsRecursion(LbfgsScalars scalars, int pairs, bool keepPair)
    {
        ShapeGuard.Pairs("LbfgsRecursion", scalars, pairs);
        ReferenceRecursion recursion = new(
            Slots(scalars.Products), Slots(scalars.Gram), pairs, keepPair, scalars.Capacity);
        recursion.NextGram.CopyTo(Slots(scalars.NextGram), 0);
        recursion.Coefficients().CopyTo(Slots(scalars.Coefficients), 0);
        recursion.Decision().CopyTo(Slots(scalars.Decision), 0);
    }

    /// <inheritdoc/>
    public double SumAbsolute(Tensor x)
    {
        double sum = 0;
        foreach (double value in Values(x))
            sum += Math.Abs(value);
        return sum;
    }

    /// <inheritdoc/>
    public void LinearCombination(ReadOnlySpan<double> coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        ShapeGuard.Combination("LinearCombination", coefficients.Length, vectors, output);
        Span<double> result = Values(output);
        double[] sum = new double[result.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            Span<double> vector = Values(vectors[i]);
            for (int k = 0; k < sum.Length; k++)
                sum[k] += coefficients[i] * vector[k];
        }

        sum.CopyTo(result);
    }

    /// <inheritdoc/>
    public void LinearCombination(ScalarBuffer coefficients, ReadOnlySpan<Tensor> vectors, Tensor output)
    {
        ShapeGuard.Combination("LinearCombination", coefficients, vectors, output);
        LinearCombination(Slots(coefficients).AsSpan(0, vectors.Length), vectors, output);
    }

    /// <inheritdoc/>
    public void Clamp(Tensor x, float lower, float upper)
    {
        foreach (ref double value in Values(x))
            value = Math.Min(Math.Max(value, lower), upper);
    }

    /// <inheritdoc/>
    public void AdamStep(
        Tensor x, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamParameters parameters)
    {
        ShapeGuard.Same("AdamStep", x, gradient);
        ShapeGuard.Same("AdamStep", x, firstMoment);
        ShapeGuard.Same("AdamStep", x, secondMoment);
        Span<double> point = Values(x), g = Values(gradient), m = Values(firstMoment), v = Values(secondMoment);
        double beta1 = parameters.Beta1, beta2 = parameters.Beta2;
        for (int i = 0; i < point.Length; i++)
        {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            double root = Math.Sqrt(v[i] * parameters.SecondMomentCorrection);
            point[i] -= parameters.StepSize * m[i] / (root + parameters.Epsilon);
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
