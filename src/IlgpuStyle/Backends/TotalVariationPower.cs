namespace IlgpuStyle.Backends;

/// <summary>φ(Δ) = |Δ|^p of a <see cref="TotalVariationKind"/>.</summary>
internal static class TotalVariationPower
{
    /// <summary>p, from 1 to 2.</summary>
    public static double Exponent(this TotalVariationKind kind) => 1 + kind.Quarters() / 4.0;

    /// <summary>4·(p − 1), a whole number: |Δ|^(p−1) is that power of the root of the root of |Δ|, which takes no logarithm.</summary>
    public static int Quarters(this TotalVariationKind kind) => kind switch
    {
        TotalVariationKind.Absolute => 0,
        TotalVariationKind.Power125 => 1,
        TotalVariationKind.Power150 => 2,
        TotalVariationKind.Power175 => 3,
        _ => 4,
    };
}
