namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// One line of Winograd's F(4, 3): y = Aᵀ[(G·g) ⊙ (Bᵀ·d)], four outputs of a correlation from six inputs and
/// six products instead of twelve (Winograd 1980; Lavin &amp; Gray 2016). Points 0, ±a, ±b, ∞ with a = 1/√2 and
/// b = 1/a; how the matrices follow from the points: kernels/README.md.
/// </summary>
internal static class WinogradLine
{
    /// <summary>Points of a line.</summary>
    public const int Points = 6;

    /// <summary>Outputs of a line.</summary>
    public const int Outputs = 4;

    private const float A = 0.70710678f;
    private const float B = 1.41421356f;

    // What evaluation and interpolation leave over at ±a and ±b: |p| / (2p²(p² − 1/p²)).
    private const float FactorA = -0.47140452f;
    private const float FactorB = 0.23570226f;

    /// <summary>Bᵀ·d: a line of the input at the six points.</summary>
    public static Float6 ToPoints(Float6 d)
    {
        float evenA = d.X4 - 2f * d.X2, oddA = A * (d.X3 - 2f * d.X1);
        float evenB = d.X4 - 0.5f * d.X2, oddB = B * (d.X3 - 0.5f * d.X1);
        return new Float6(
            d.X0 - 2.5f * d.X2 + d.X4, evenA + oddA, evenA - oddA, evenB + oddB, evenB - oddB,
            d.X1 - 2.5f * d.X3 + d.X5);
    }

    /// <summary>Aᵀ·m: products at the six points to four outputs, Σ m·pᵏ for k in [0, 4).</summary>
    public static Float4 ToOutputs(Float6 m)
    {
        float evenA = FactorA * (m.X1 + m.X2), oddA = FactorA * A * (m.X1 - m.X2);
        float evenB = FactorB * (m.X3 + m.X4), oddB = FactorB * B * (m.X3 - m.X4);
        return new Float4(
            m.X0 + evenA + evenB, oddA + oddB, 0.5f * evenA + 2f * evenB, 0.5f * oddA + 2f * oddB + m.X5);
    }

    /// <summary>
    /// The point 1/p for the point p, by number: correlating with the reversed filter is correlating with the
    /// filter at these points, because (g₂, g₁, g₀) has at p the value of (g₀, g₁, g₂) at 1/p (both scaled by
    /// 1/|p|). 0 ↔ ∞, a ↔ b, −a ↔ −b.
    /// </summary>
    public static int Reciprocal(int point) => point == 0 ? 5 : point == 5 ? 0 : (point + 1) % 4 + 1;
}
