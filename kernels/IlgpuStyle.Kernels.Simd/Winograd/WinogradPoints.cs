namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The constants of F(4×4, 3×3) with interpolation points 0, a, −a, b, −b, ∞ where b = 1/a. A row of the
/// transformed kernel is the kernel's polynomial at a point p, divided by |p|: (g₀ + g₁p + g₂p²)/|p|.
/// Reversing the kernel turns it into the value at 1/p, exactly; since the points are closed under inversion,
/// the backward pass reads the forward pass's transformed weights in another order. The derivation is in
/// kernels/README.md.
/// </summary>
internal static class WinogradPoints
{
    /// <summary>Outputs per tile and side.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs per tile and side, Outputs + 3 − 1; also the number of points.</summary>
    public const int Inputs = 6;

    /// <summary>Products per tile.</summary>
    public const int Products = Inputs * Inputs;

    /// <summary>The smaller point, 1/√2.</summary>
    public const double A = 0.70710678118654752440;

    /// <summary>The larger point, 1/A.</summary>
    public const double B = 1 / A;

    /// <summary>a² = 1/2.</summary>
    public const float ASquared = (float)(A * A);

    /// <summary>b² = 2.</summary>
    public const float BSquared = (float)(B * B);

    /// <summary>a² + b², the middle coefficient of (x² − a²)(x² − b²).</summary>
    public const float SumOfSquares = (float)(A * A + B * B);

    // What the data transform leaves undone at ±a and ±b: the kernel's factor 1/|p| and Lagrange's
    // denominator 2p²(p² − q²).
    private const double ScaleA = A / (2 * A * A * (A * A - B * B));
    private const double ScaleB = B / (2 * B * B * (B * B - A * A));

    /// <summary>Factors of the values at ±a in outputs 0 … 3.</summary>
    public const float A0 = (float)ScaleA, A1 = (float)(ScaleA * A), A2 = (float)(ScaleA * A * A),
        A3 = (float)(ScaleA * A * A * A);

    /// <summary>Factors of the values at ±b in outputs 0 … 3.</summary>
    public const float B0 = (float)ScaleB, B1 = (float)(ScaleB * B), B2 = (float)(ScaleB * B * B),
        B3 = (float)(ScaleB * B * B * B);

    /// <summary>The point that holds the reversed kernel's value at point i: 0 ↔ ∞, a ↔ b, −a ↔ −b.</summary>
    public static ReadOnlySpan<int> Reversed => [5, 3, 4, 1, 2, 0];

    /// <summary>Transforms three kernel elements to the six points 0, a, −a, b, −b, ∞.</summary>
    public static void TransformKernel(double g0, double g1, double g2, Span<double> points)
    {
        points[0] = g0;
        points[1] = B * g0 + g1 + A * g2;
        points[2] = B * g0 - g1 + A * g2;
        points[3] = A * g0 + g1 + B * g2;
        points[4] = A * g0 - g1 + B * g2;
        points[5] = g2;
    }
}
