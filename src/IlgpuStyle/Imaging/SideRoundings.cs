namespace IlgpuStyle.Imaging;

/// <summary>What <see cref="SideRounding"/> makes of a length.</summary>
internal static class SideRoundings
{
    /// <summary>The whole number of pixels.</summary>
    /// <param name="rounding">How.</param>
    /// <param name="side">
    /// In pixels, at least 0. In double, so that what a tool computes in double is cut off where it cuts it
    /// off.
    /// </param>
    public static int Round(this SideRounding rounding, double side) => rounding switch
    {
        SideRounding.Truncate or SideRounding.TruncateProduct or SideRounding.TruncateSingleProduct => (int)side,
        SideRounding.Up => (int)Math.Ceiling(side),
        _ => (int)Math.Round(side, MidpointRounding.ToEven),
    };
}
