namespace IlgpuStyle.Verification;

/// <summary>A derivative of the whole objective along one direction, twice.</summary>
/// <param name="Direction">Which direction, in words.</param>
/// <param name="ByBackward">⟨∇f, d⟩ from the backward pass.</param>
/// <param name="ByDifferences">From values of f alone.</param>
/// <param name="Tolerance">The largest relative error that passes.</param>
internal readonly record struct DirectionalDerivative(
    string Direction, double ByBackward, double ByDifferences, double Tolerance)
{
    /// <summary>|backward − differences| / |differences|.</summary>
    public double RelativeError => Math.Abs(ByBackward - ByDifferences) / Math.Abs(ByDifferences);

    /// <summary>Whether the error is within the tolerance; NaN is not.</summary>
    public bool Passed => RelativeError <= Tolerance;
}
