namespace IlgpuStyle.Imaging;

/// <summary>
/// How a picture takes over another's colours. The linear methods are x ↦ A·(x − μ_s) + μ_t with A·Σ_s·Aᵀ =
/// Σ_t, μ and Σ the mean and covariance of the RGB values of source s and target t (Gatys, Bethge, Hertzmann
/// &amp; Shechtman, "Preserving Color in Neural Artistic Style Transfer", arXiv:1606.05897, section 4); they
/// differ by a rotation.
/// </summary>
public enum ColorMatchMethod
{
    /// <summary>
    /// A = Σ_s^−½·(Σ_s^½·Σ_t·Σ_s^½)^½·Σ_s^−½, the only symmetric one: it moves the colours least (Pitié &amp;
    /// Kokaram, "The linear Monge-Kantorovitch linear colour mapping", CVMP 2007).
    /// </summary>
    Symmetric,

    /// <summary>
    /// A = Σ_t^½·Σ_s^−½ with the symmetric roots of an eigendecomposition (Gatys et al.: "Image Analogies"
    /// after Hertzmann).
    /// </summary>
    Pca,

    /// <summary>
    /// A = L_t·L_s⁻¹ with Σ = L·Lᵀ (Gatys et al.: Cholesky). It depends on the order of the channels.
    /// </summary>
    Cholesky,

    /// <summary>Each channel on its own takes over the target's distribution: x ↦ Q_t(F_s(x)).</summary>
    Histogram,
}
