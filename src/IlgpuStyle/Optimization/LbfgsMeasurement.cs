namespace IlgpuStyle.Optimization;

/// <summary>The dot products of a step on which L-BFGS decides.</summary>
/// <param name="SS">sᵀs.</param>
/// <param name="SY">sᵀy, the curvature along the step.</param>
/// <param name="YY">yᵀy.</param>
/// <param name="GG">gᵀg at the new point.</param>
/// <param name="Slope">gᵀd at the new point, φ′(t).</param>
internal readonly record struct LbfgsMeasurement(double SS, double SY, double YY, double GG, double Slope);
