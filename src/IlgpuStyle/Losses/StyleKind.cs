namespace IlgpuStyle.Losses;

/// <summary>
/// Which statistics of a layer's features make its style, and how two of them are compared. m = E[f·fᵀ] and μ
/// = E[f] over positions.
/// </summary>
public enum StyleKind
{
    /// <summary>Σ(G − A)² of Gram matrices G = m (Gatys et al. 2016, equation 3).</summary>
    Gram,

    /// <summary>The same with G = m − μμᵀ: the features' covariance, blind to their mean.</summary>
    CentredGram,

    /// <summary>
    /// The same with G = E[(f + s)(f + s)ᵀ], s the preset's activation shift; s = −1 makes the sparse
    /// activations' common zeros count (Novak &amp; Nikulin 2016, Improving the neural algorithm of artistic
    /// style, section 3.3).
    /// </summary>
    ShiftedGram,

    /// <summary>
    /// Wasserstein-2 distance of two normal distributions with the features' means and covariances
    /// (crowsonkb/style-transfer-pytorch).
    /// </summary>
    Wasserstein,

    /// <summary>
    /// Cosine distance of each position's features, all style layers joined, to the nearest of the painting's (Kolkin et al. 2022, Neural
    /// Neighbor Style Transfer).
    /// </summary>
    Nearest,

    /// <summary>
    /// Sliced Wasserstein-2 distance: the features' projections on random directions, sorted, compared with the painting's (Heitz, Vanhoey,
    /// Chambon &amp; Belcour 2021, A Sliced Wasserstein Loss for Neural Texture Synthesis).
    /// </summary>
    Sliced,

    /// <summary>
    /// Relaxed earth mover's distance between feature vectors at sampled positions, all style layers joined, with their moments and the
    /// colours of pixels (Kolkin, Salavon &amp; Shakhnarovich 2019, Style Transfer by Relaxed Optimal Transport and Self-Similarity).
    /// </summary>
    EarthMover,
}
