namespace IlgpuStyle.Verification;

/// <summary>How far two computations of one evaluation may lie apart.</summary>
/// <param name="Loss">Of each loss, relative.</param>
/// <param name="Gradient">
/// Of the gradient, in the relative 2-norm. Rounding flips units at the ReLU's kink and winners of max pooling, and each moves the gradient
/// of a small picture by about 1/√(units of its layer).
/// </param>
internal readonly record struct EvaluationTolerance(double Loss, double Gradient)
{
    /// <summary>float32: no kink moves losses; they differ by about 10⁻⁶, with Winograd, whose transforms lose a digit, 10⁻⁵.</summary>
    public static EvaluationTolerance Single { get; } = new(1e-4, 2e-2);

    /// <summary>Activations in half precision, 3 digits: losses differ by up to 8·10⁻⁴, gradients by up to 4 %.</summary>
    public static EvaluationTolerance Half { get; } = new(3e-3, 0.12);

    /// <summary>Factors of the wide convolutions rounded to TF32, 3 digits: losses differ by up to 3·10⁻⁵, gradients by up to
    /// 1.5 %.</summary>
    public static EvaluationTolerance TensorFloat { get; } = new(3e-4, 5e-2);
}
