namespace IlgpuStyle.Optimization;

/// <summary>A point on the line φ(t) = f(x + t·d).</summary>
/// <param name="Step">t.</param>
/// <param name="Value">φ(t).</param>
/// <param name="Slope">φ′(t) = ∇f(x + t·d)ᵀd.</param>
internal readonly record struct LinePoint(double Step, double Value, double Slope)
{
    /// <summary>Whether value and slope are finite numbers.</summary>
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}
