namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The sizes of F(6×6, 3×3) with interpolation points 0, 1, −1, ∞, 2, −2, ½, −½, in this order: the first six serve F(4, 3), the first four
/// F(2, 3). The derivation is in kernels/README.md.
/// </summary>
internal static class WinogradPoints
{
    /// <summary>Outputs per tile and side.</summary>
    public const int Outputs = 6;

    /// <summary>Inputs per tile and side, Outputs + 3 − 1; also the number of points.</summary>
    public const int Inputs = 8;

    /// <summary>Products per tile.</summary>
    public const int Products = Inputs * Inputs;

    /// <summary>Inputs, and points, of so many outputs.</summary>
    public static int InputsOf(int outputs) => outputs + 2;
}
