namespace IlgpuStyle.Losses;

/// <summary>Which part of the loss a term belongs to.</summary>
public enum LossTermKind
{
    /// <summary>Distance to the content picture's features.</summary>
    Content,

    /// <summary>Distance to the style's Gram matrices.</summary>
    Style,

    /// <summary>Roughness of the picture itself.</summary>
    TotalVariation,

    /// <summary>Distance to the content picture's Laplacian.</summary>
    Laplacian,

    /// <summary>Distance to the pixels of a picture that attracts.</summary>
    Attraction,
}
