namespace IlgpuStyle.Optimization;

/// <summary>Minimisers of simple models of φ.</summary>
internal static class CubicInterpolation
{
    /// <summary>
    /// The minimiser of the cubic that has the values and slopes of two points (Nocedal &amp; Wright,
    /// equation 3.59): d₁ = φ′(a) + φ′(b) − 3(φ(a) − φ(b))/(a − b), d₂ = sign(b − a)·√(d₁² − φ′(a)φ′(b)),
    /// t = b − (b − a)(φ′(b) + d₂ − d₁)/(φ′(b) − φ′(a) + 2d₂).
    /// NaN if the cubic has no minimiser.
    /// </summary>
    public static double Minimiser(LinePoint a, LinePoint b)
    {
        double d1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Step - b.Step);
        double d2 = Math.Sign(b.Step - a.Step) * Math.Sqrt(d1 * d1 - a.Slope * b.Slope);
        return b.Step - (b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2);
    }

    /// <summary>
    /// The zero of the slope by linear interpolation (secant): t = (a·φ′(b) − b·φ′(a))/(φ′(b) − φ′(a)). It
    /// needs no values, so noise in them does no harm. Not finite if the slopes are equal.
    /// </summary>
    public static double Secant(LinePoint a, LinePoint b) =>
        (a.Step * b.Slope - b.Step * a.Slope) / (b.Slope - a.Slope);
}
