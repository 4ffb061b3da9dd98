namespace IlgpuStyle.Optimization;

/// <summary>
/// Backtracks along the projected path x(t) = P(x + t·d) until f(x(t)) ≤ f(x) + c₁·∇f(x)ᵀ(x(t) − x)
/// (Bertsekas, SIAM J. Control Optim. 20, 1982, equation 14, with the change of x instead of its two parts).
/// <para>
/// There is no curvature condition: φ is not differentiable where the path bends at a bound. A change that
/// the linear model puts below the noise ε = RelativeNoise·|f(x)| is accepted if f does not rise by more than
/// ε.
/// </para>
/// </summary>
internal sealed class ProjectedLineSearch
{
    // A new trial lies within these fractions of the last one.
    private const double MinShrinkage = 0.1, MaxShrinkage = 0.5;

    private readonly LineSearchOptions _options;

    /// <summary>
    /// A search with these constants; <see cref="LineSearchOptions.Curvature"/> is not used.
    /// </summary>
    public ProjectedLineSearch(LineSearchOptions options) => _options = options;

    /// <summary>Shrinks the step until the value is low enough, or the trials are used up.</summary>
    /// <param name="start">f(x) and ∇f(x)ᵀd &lt; 0 at t = 0.</param>
    /// <param name="initialStep">The first trial, greater than 0.</param>
    /// <param name="evaluate">f(x(t)), and as slope the mean slope of the linear model, ∇f(x)ᵀ(x(t) −
    /// x)/t.</param>
    public LineSearchResult Search(LinePoint start, double initialStep, Func<double, LinePoint> evaluate)
    {
        double noise = _options.RelativeNoise * Math.Abs(start.Value);
        LineSearchTrace trace = new(start, _options.MaxEvaluations, evaluate);
        LinePoint point = trace.Evaluate(initialStep);
        if (IsLowEnough(start, point) || IsWithinNoise(start, noise, point))
            return trace.Accept(point);
        while (trace.HasBudget)
        {
            double shrinkage = point.IsFinite ? Shrinkage(start, point) : MinShrinkage;
            point = trace.Evaluate(shrinkage * point.Step);
            if (IsLowEnough(start, point))
                return trace.Accept(point);
        }

        return trace.GiveUp();
    }

    private bool IsLowEnough(LinePoint start, LinePoint point) => point.IsFinite && point.Slope < 0
        && point.Value <= start.Value + _options.SufficientDecrease * point.Step * point.Slope;

    private static bool IsWithinNoise(LinePoint start, double noise, LinePoint point) => point.IsFinite
        && Math.Abs(point.Step * point.Slope) < noise && Math.Abs(point.Value - start.Value) < noise;

    /// <summary>
    /// The minimiser of the parabola through both values with the start's slope, as a fraction of the last
    /// step.
    /// </summary>
    private static double Shrinkage(LinePoint start, LinePoint point)
    {
        double modelChange = start.Slope * point.Step;
        double fraction = -modelChange / (2 * (point.Value - start.Value - modelChange));
        return fraction is >= MinShrinkage and <= MaxShrinkage ? fraction
            : fraction > MaxShrinkage ? MaxShrinkage : MinShrinkage;
    }
}
