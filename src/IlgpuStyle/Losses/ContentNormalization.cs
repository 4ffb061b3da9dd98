namespace IlgpuStyle.Losses;

/// <summary>What Σ(F−P)² is multiplied with, for features of C channels and M positions.</summary>
public enum ContentNormalization
{
    /// <summary>½: ½·Σ(F−P)² (Gatys et al. 2016, equation 1).</summary>
    HalfSum,

    /// <summary>1: Σ(F−P)².</summary>
    Sum,

    /// <summary>1/(C·M): the mean.</summary>
    Mean,

    /// <summary>1/(4·C·M) (the Coursera exercise).</summary>
    QuarterMean,

    /// <summary>
    /// ½/ΣP²: half the distance relative to the content's own energy; 1 times ½ when all features vanish.
    /// </summary>
    HalfRelative,
}
