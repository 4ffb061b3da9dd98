namespace IlgpuStyle.Optimization;

/// <summary>Settings of <see cref="GradientDescentOptimizer"/>.</summary>
internal sealed record GradientDescentOptions
{
    /// <summary>
    /// η in x ← x − η·∇f(x), greater than 0; there is no default because it depends on the scale of f.
    /// </summary>
    public required double LearningRate { get; init; }

    /// <summary>‖∇f‖₂ at or below which the run has converged; 0 means a vanishing gradient only.</summary>
    public double GradientTolerance { get; init; }

    /// <summary>Bounds that x is clamped to after each step (gradient projection), or null.</summary>
    public BoxConstraint? Box { get; init; }
}
