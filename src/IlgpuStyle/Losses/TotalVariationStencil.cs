namespace IlgpuStyle.Losses;

/// <summary>Which neighbours total variation compares.</summary>
public enum TotalVariationStencil
{
    /// <summary>Vertical and horizontal ones.</summary>
    Axes,

    /// <summary>
    /// All eight: 2·(mean Δ→²/3 + mean Δ↓²/3 + mean Δ↘²/12 + mean Δ↙²/12), the axis means over H·W, the
    /// diagonal ones over (H+1)·(W+1) pairs of the picture continued by one pixel on each side
    /// (crowsonkb/style-transfer-pytorch). Kind and normalisation are fixed.
    /// </summary>
    NinePoint,
}
