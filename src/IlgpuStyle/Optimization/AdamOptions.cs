namespace IlgpuStyle.Optimization;

/// <summary>
/// Settings of <see cref="AdamOptimizer"/>; the defaults are those of Kingma &amp; Ba 2015 but for the
/// learning rate.
/// </summary>
public sealed record AdamOptions
{
    /// <summary>
    /// α, about the largest change of one element in one step, in units of x. Default 0.02, for pixels
    /// in [0, 1].
    /// </summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>
    /// Factor of α from each step to the next, in (0, 1]: 0.998 leaves a tenth after some 1150 steps, 1 leaves α as it is.
    /// </summary>
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>β₁, decay of the mean of the gradient, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>
    /// β₂, decay of the mean of the squared gradient, in [0, 1). crowsonkb/style-transfer-pytorch uses 0.99.
    /// </summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, added to the root of the second moment; greater than 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// Whether a run that grows from size to size takes the moments along (<see cref="AdamMoments.At"/>), as
    /// crowsonkb/style-transfer-pytorch does; otherwise each size begins without any.
    /// </summary>
    public bool CarriesMoments { get; init; }

    /// <summary>‖∇f‖₂ at or below which the run has converged; 0 means a vanishing gradient only.</summary>
    public double GradientTolerance { get; init; }

    /// <summary>Bounds that x is clamped to after each step, or null.</summary>
    internal BoxConstraint? Box { get; init; }
}
