namespace IlgpuStyle.Losses;

/// <summary>What the sums over vertical and horizontal differences are multiplied with.</summary>
public enum TotalVariationNormalization
{
    /// <summary>1.</summary>
    Sum,

    /// <summary>
    /// One over the number of differences in that direction: the mean, the same at every picture size.
    /// </summary>
    Mean,
}
