namespace IlgpuStyle.Optimization;

/// <summary>The same bounds for every element: Lower ≤ x_i ≤ Upper.</summary>
/// <param name="Lower">Lower bound, finite.</param>
/// <param name="Upper">Upper bound, finite, larger than <paramref name="Lower"/>.</param>
internal readonly record struct BoxConstraint(float Lower, float Upper);
