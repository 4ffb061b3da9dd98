namespace IlgpuStyle.Backends;

/// <summary>What a difference Δ between neighbouring pixels contributes to total variation.</summary>
public enum TotalVariationKind
{
    /// <summary>Δ².</summary>
    Squared,

    /// <summary>|Δ|, with the subgradient 0 at Δ = 0.</summary>
    Absolute,
}
