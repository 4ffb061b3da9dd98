namespace IlgpuStyle.Losses;

/// <summary>
/// Which of the style layers a picture lends its statistics to, so that what is fine comes from one and what is coarse from another. (Gatys
/// et al. 2017, Controlling Perceptual Factors in Neural Style Transfer, section 6, first paint the coarse picture in the fine one's
/// strokes, and take the style of that; here both are compared with at once, which costs no second run.)
/// </summary>
internal enum LentLayers
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>Those with more than a quarter of the picture's sides: colours, strokes.</summary>
    Fine,

    /// <summary>Those with a quarter of the picture's sides or less: what strokes are put together to.</summary>
    Coarse,
}
