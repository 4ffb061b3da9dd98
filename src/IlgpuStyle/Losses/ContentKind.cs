namespace IlgpuStyle.Losses;

/// <summary>What of the photo's features the content term keeps.</summary>
public enum ContentKind
{
    /// <summary>They themselves: squared distances, layer by layer.</summary>
    Features,

    /// <summary>
    /// How alike they are to each other, all content layers joined (Kolkin, Salavon &amp; Shakhnarovich 2019, Style Transfer by Relaxed
    /// Optimal Transport and Self-Similarity, section 2.2).
    /// </summary>
    SelfSimilarity,
}
