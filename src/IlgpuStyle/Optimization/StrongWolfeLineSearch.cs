namespace IlgpuStyle.Optimization;

/// <summary>
/// Finds a step t that satisfies the strong Wolfe conditions for φ(t) = f(x + t·d), φ′(0) &lt; 0:
/// φ(t) ≤ φ(0) + c₁·t·φ′(0) and |φ′(t)| ≤ c₂·|φ′(0)|.
/// <para>
/// Nocedal &amp; Wright, "Numerical Optimization" (2nd ed. 2006), algorithms 3.5 (bracket) and 3.6 (zoom),
/// with safeguarded cubic interpolation. Deviations: points that are not finite count as too far; and values
/// within the noise ε = RelativeNoise·|φ(0)| of each other count as equal, in which case only the slopes
/// decide. Near the noise floor of f this is the approximate Wolfe condition of Hager &amp; Zhang (SIAM J.
/// Optim. 16, 2005, equation 4.1), and an accepted step may raise the computed f by ε; elsewhere it changes
/// nothing.
/// </para>
/// </summary>
internal sealed class StrongWolfeLineSearch
{
    // Next trial beyond the last: at least twice, at most ten times the distance covered so far.
    private const double MinExpansion = 1, MaxExpansion = 9;

    // A trial inside a bracket keeps this fraction of it away from both ends.
    private const double Margin = 0.1;

    // Two trials must shrink the bracket at least to this fraction, or the next one bisects
    // (Moré & Thuente 1994, section 4).
    private const double RequiredShrinkage = 0.66;

    private readonly LineSearchOptions _options;

    /// <summary>A search with these constants.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt; c₁ ≤ c₂ &lt; 1, no evaluations, or negative
    /// noise.</exception>
    public StrongWolfeLineSearch(LineSearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SufficientDecrease);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Curvature, options.SufficientDecrease);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Curvature, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEvaluations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RelativeNoise);
        _options = options;
    }

    /// <summary>A step with both strong Wolfe conditions, or the best of the trials (Nocedal &amp; Wright, algorithm 3.5).</summary>
    /// <param name="start">φ(0) and φ′(0) &lt; 0 at t = 0.</param>
    /// <param name="initialStep">The first trial, greater than 0.</param>
    /// <param name="evaluate">φ(t) and φ′(t).</param>
    public LineSearchResult Search(LinePoint start, double initialStep, Func<double, LinePoint> evaluate)
    {
        double noise = _options.RelativeNoise * Math.Abs(start.Value);
        LineSearchTrace trace = new(start, _options.MaxEvaluations, evaluate);
        LinePoint previous = start;
        double step = initialStep;
        while (trace.HasBudget)
        {
            LinePoint point = trace.Evaluate(step);
            if (!IsLowEnough(start, noise, point) || point.Value > previous.Value + noise)
                return Zoom(start, noise, previous, point, trace);
            if (IsFlatEnough(start, point))
                return trace.Accept(point);
            if (point.Slope >= 0)
                return Zoom(start, noise, point, previous, trace);
            step = Beyond(previous, point, noise);
            previous = point;
        }

        return trace.GiveUp();
    }

    /// <summary>
    /// Shrinks a bracket. <paramref name="low"/> is the lowest point so far with sufficient decrease, φ falls
    /// from it towards
    /// <paramref name="high"/>, and the interval between them contains a step that satisfies the conditions.
    /// </summary>
    private LineSearchResult Zoom(
        LinePoint start, double noise, LinePoint low, LinePoint high, LineSearchTrace trace)
    {
        double width = double.PositiveInfinity, widthBefore = double.PositiveInfinity;
        while (trace.HasBudget)
        {
            double newWidth = Math.Abs(high.Step - low.Step);
            bool slow = newWidth > RequiredShrinkage * widthBefore;
            (widthBefore, width) = (width, newWidth);
            double step = slow ? (low.Step + high.Step) / 2 : Inside(low, high, noise);
            if (step == low.Step || step == high.Step)
                break;
            LinePoint point = trace.Evaluate(step);
            if (!IsLowEnough(start, noise, point) || point.Value > low.Value + noise)
            {
                high = point;
                continue;
            }

            if (IsFlatEnough(start, point))
                return trace.Accept(point);
            if (point.Slope * (high.Step - low.Step) >= 0)
                high = low;
            low = point;
        }

        return trace.GiveUp();
    }

    /// <summary>
    /// A trial step beyond both points, from which φ falls on; as far as allowed if the cubic has no
    /// minimiser there.
    /// </summary>
    private static double Beyond(LinePoint previous, LinePoint point, double noise)
    {
        double covered = point.Step - previous.Step;
        double step = Interpolate(previous, point, noise);
        return step > point.Step
            ? Math.Clamp(step, point.Step + MinExpansion * covered, point.Step + MaxExpansion * covered)
            : point.Step + MaxExpansion * covered;
    }

    /// <summary>A trial step inside the bracket, away from its ends.</summary>
    private static double Inside(LinePoint low, LinePoint high, double noise)
    {
        double left = Math.Min(low.Step, high.Step), width = Math.Abs(high.Step - low.Step);
        double middle = left + width / 2;
        double step = high.IsFinite ? Interpolate(low, high, noise) : middle;
        if (double.IsNaN(step))
            step = middle;
        return Math.Clamp(step, left + Margin * width, left + (1 - Margin) * width);
    }

    private static double Interpolate(LinePoint a, LinePoint b, double noise) =>
        Math.Abs(a.Value - b.Value) <= noise && a.Slope * b.Slope < 0
            ? CubicInterpolation.Secant(a, b)
            : CubicInterpolation.Minimiser(a, b);

    private bool IsLowEnough(LinePoint start, double noise, LinePoint point) => point.IsFinite
        && (point.Value <= start.Value + _options.SufficientDecrease * point.Step * start.Slope
            || Math.Abs(point.Value - start.Value) < noise);

    private bool IsFlatEnough(LinePoint start, LinePoint point) =>
        Math.Abs(point.Slope) <= _options.Curvature * Math.Abs(start.Slope);
}
