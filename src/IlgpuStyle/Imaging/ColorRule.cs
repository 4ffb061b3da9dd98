namespace IlgpuStyle.Imaging;

/// <summary>Whose colours the result has.</summary>
public enum ColorRule
{
    /// <summary>The painting's, as the losses ask for them.</summary>
    Style,

    /// <summary>
    /// The photo's: only lightness is transferred (Gatys et al. 2016, "Preserving Color", section 5).
    /// </summary>
    Keep,

    /// <summary>
    /// The photo's, put back at the end: the losses see colours, and the result's lightness gets the photo's (neural-style's
    /// -original_colors).
    /// </summary>
    Restore,

    /// <summary>The photo's, by giving them to the painting before the run (section 4 there).</summary>
    Match,
}
