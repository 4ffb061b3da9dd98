namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The sizes of F(6×6, 3×3) with interpolation points 0, 1, −1, ½, −½, 2, −2, ∞, in this order. The derivation is in kernels/README.md.
/// </summary>
internal static class WinogradPoints
{
    /// <summary>Outputs per tile and side.</summary>
    public const int Outputs = 6;

    /// <summary>Inputs per tile and side, Outputs + 3 − 1; also the number of points.</summary>
    public const int Inputs = 8;

    /// <summary>Products per tile.</summary>
    public const int Products = Inputs * Inputs;
}
