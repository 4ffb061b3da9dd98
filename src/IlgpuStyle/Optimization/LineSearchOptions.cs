namespace IlgpuStyle.Optimization;

/// <summary>
/// Constants of the line searches; the defaults are those of Nocedal &amp; Wright (2006), section 3.1, for
/// quasi-Newton methods.
/// </summary>
internal sealed record LineSearchOptions
{
    /// <summary>c₁ of the sufficient decrease condition φ(t) ≤ φ(0) + c₁·t·φ′(0), 0 &lt; c₁ ≤ c₂.</summary>
    public double SufficientDecrease { get; init; } = 1e-4;

    /// <summary>c₂ of the curvature condition |φ′(t)| ≤ c₂·|φ′(0)|, c₁ ≤ c₂ &lt; 1.</summary>
    public double Curvature { get; init; } = 0.9;

    /// <summary>Most evaluations of φ in one search, at least 1. 20 as in L-BFGS-B.</summary>
    public int MaxEvaluations { get; init; } = 20;

    /// <summary>
    /// Two values of f that differ by at most this times |f| count as equal, and the slopes decide. 1e-7:
    /// about the rounding of a float32 objective. 0 for an exact f.
    /// </summary>
    public double RelativeNoise { get; init; } = 1e-7;
}
