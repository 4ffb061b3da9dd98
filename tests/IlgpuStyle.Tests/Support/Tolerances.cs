namespace IlgpuStyle.Tests.Support;

/// <summary>
/// How far a float32 backend may be from the float64 reference, and why. u = 2⁻²⁴ ≈ 6·10⁻⁸ is float32's unit roundoff.
/// NMSE is Σ(actual − expected)² / Σ expected²: the square of the relative 2-norm. A bound here is a property of the
/// arithmetic; a backend that misses it is wrong, not unlucky.
/// </summary>
internal static class Tolerances
{
    /// <summary>
    /// NMSE of one to four roundings per element (ReLU, affine maps, sums of a few terms, average pooling):
    /// (4u)² ≈ 6·10⁻¹⁴.
    /// </summary>
    public const double Elementwise = 1e-13;

    /// <summary>
    /// NMSE of convolution: relative 2-norm 10⁻⁵. Direct sums of up to 4608 products stay below 10⁻⁶; Winograd's F(4×4, 3×3)
    /// works with transform entries up to 8 and loses about one more digit (Lavin &amp; Gray 2016, table 4).
    /// </summary>
    public const double Convolution = 1e-10;

    /// <summary>
    /// NMSE of a result that is stored in half precision: one rounding to 11 bits, (2⁻¹¹)² / 3 ≈ 8·10⁻⁸ for random mantissas at
    /// most; the arithmetic before it is float32.
    /// </summary>
    public const double HalfStorage = 1e-7;

    /// <summary>
    /// NMSE of a convolution whose factors are rounded to TF32. A significand of 1 to 2 has a place of 2⁻¹⁰ and so an error of variance
    /// 2⁻²⁰ / 12, relative to its square about half of that, 4·10⁻⁸; a product has two factors, and the errors of a sum's terms are
    /// independent, as the terms of random data are: 9·10⁻⁸. Twice that for the few terms of a small picture.
    /// </summary>
    public const double TensorFloat = 2e-7;

    /// <summary>
    /// NMSE of Gram products: sums of up to a few thousand terms in blocks, error growing with the block's length:
    /// (50u)² ≈ 9·10⁻¹².
    /// </summary>
    public const double Gram = 1e-11;

    /// <summary>
    /// Relative error of a sum of terms of one sign that are formed in float32 and added in float64: the difference is rounded
    /// once (u), its square doubles that, a product in float32 adds one more (3u ≈ 2·10⁻⁷).
    /// </summary>
    public const double SumOfDifferences = 1e-6;

    /// <summary>
    /// Error of a float64 sum of exact products, relative to the sum of the terms' magnitudes: a thousand roundings of
    /// 1.1·10⁻¹⁶ each at most.
    /// </summary>
    public const double DoubleSum = 1e-12;

    /// <summary>
    /// Scalars of L-BFGS's recursion, relative to the largest of their kind. Pairs of float32 have 2⁻⁴⁵ an operation and
    /// start from <see cref="DoubleSum"/>; random vectors leave the Gram matrix a condition number of some hundred.
    /// </summary>
    public const double Recursion = 1e-10;

    /// <summary>
    /// Relative error of a sum over a tensor's storage against the sum of its downloaded elements: the reference, tested by the same
    /// theories, keeps float64 and rounds in the download (u).
    /// </summary>
    public const double SumOverStorage = 1e-6;

    /// <summary>
    /// NMSE of an Adam step: a root, a division and about eight roundings per element, in a step that is as large as the
    /// point itself: (12u)² ≈ 5·10⁻¹³.
    /// </summary>
    public const double Adam = 1e-12;

    /// <summary>
    /// |⟨A·x, y⟩ − ⟨x, Aᵀ·y⟩| / (‖A·x‖·‖y‖): each side carries the operator's own relative error (see
    /// <see cref="Convolution"/>), averaged over random signs.
    /// </summary>
    public const double Adjoint = 1e-5;

    /// <summary>
    /// Relative error of one layer's Wasserstein term in float32. Its covariance is m − μμᵀ, whose small eigenvalues λ (down to ε = 10⁻⁴)
    /// carry the moment's rounding u·m, m ≈ 1…10; a root moves by u·m/(2√λ) ≈ 3·10⁻⁵ and C of them stand in a trace that the distance is a
    /// small part of. The whole loss keeps the golden files' 10⁻⁵.
    /// </summary>
    public const double WassersteinTerm = 3e-4;

    /// <summary>
    /// Largest error of a float64 central difference relative to the gradient's 2-norm. Rounding leaves about 10⁻¹⁶ / step = 10⁻¹³, and the
    /// operators are linear or quadratic between their kinks, where central differences have no truncation error.
    /// </summary>
    public const double CentralDifference = 1e-6;

    /// <summary>The step of those central differences; less than half of the smallest distance to a kink in the test data.</summary>
    public const double CentralDifferenceStep = 1e-3;

    /// <summary>
    /// Root mean square difference, in levels of 255, of two 8-bit pictures after two steps in tiles and whole. Rounding flips a few units
    /// at the ReLU's kink, which moves some values by a level or two: 0.04 to 0.05 measured with AVX-512, AVX2 and 128 bits. A halo too
    /// small shows as 1 and more.
    /// </summary>
    public const double TiledPictureLevels = 0.1;
}
