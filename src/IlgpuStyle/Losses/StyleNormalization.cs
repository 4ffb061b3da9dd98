namespace IlgpuStyle.Losses;

/// <summary>What Σ(G−A)² is multiplied with, for C×C Gram matrices.</summary>
public enum StyleNormalization
{
    /// <summary>1.</summary>
    Sum,

    /// <summary>1/C²: the mean.</summary>
    Mean,

    /// <summary>
    /// 1/C⁴: the mean, over C² once more (leongatys/PytorchNeuralStyleTransfer: layer weights 1/C²).
    /// </summary>
    MeanOverWidthSquared,

    /// <summary>1/(4C²) (Gatys et al. 2016, equation 4, with the positions in the Gram matrix).</summary>
    QuarterMean,

    /// <summary>1/ΣA²: relative to the style's own Gram matrix.</summary>
    Relative,
}
