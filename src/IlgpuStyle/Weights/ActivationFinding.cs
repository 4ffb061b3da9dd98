namespace IlgpuStyle.Weights;

/// <summary>One layer of an <see cref="ActivationVerdict"/>.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Mean">Its mean activation on the probe picture.</param>
/// <param name="Lowest">The least that its family gives.</param>
/// <param name="Highest">The most that its family gives.</param>
internal sealed record ActivationFinding(string Layer, float Mean, float Lowest, float Highest)
{
    /// <summary>Whether the mean is as it must be; NaN is not.</summary>
    public bool IsExpected => Mean >= Lowest && Mean <= Highest;
}
