namespace IlgpuStyle.Backends;

/// <summary>What a difference Δ between neighbouring pixels contributes to total variation.</summary>
public enum TotalVariationKind
{
    /// <summary>Δ².</summary>
    Squared,

    /// <summary>|Δ|, with the subgradient 0 at Δ = 0.</summary>
    Absolute,

    /// <summary>
    /// Δ², of pixels that have both a right and a lower neighbour: the differences within the last row and
    /// within the last column are left out (jcjohnson/neural-style, neuralart).
    /// </summary>
    SquaredInside,

    /// <summary>
    /// (Δ − Δ̄)², Δ̄ the mean of Δ over the channels: what differs in colour. A difference in grey counts nothing.
    /// </summary>
    SquaredColor,

    /// <summary>
    /// |Δ|^1.25, between edges that stay and a smooth picture (as the β of Mahendran &amp; Vedaldi 2015, Understanding Deep Image
    /// Representations by Inverting Them, but of each difference alone).
    /// </summary>
    Power125,

    /// <summary>|Δ|^1.5.</summary>
    Power150,

    /// <summary>|Δ|^1.75.</summary>
    Power175,
}
